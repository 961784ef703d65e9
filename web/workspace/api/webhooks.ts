/** What other systems are told, and the keys with which they call. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  ApiKeyPage,
  ApiKeyView,
  WebhookDeliveryPage,
  WebhookDeliveryView,
  WebhookPage,
  WebhookView,
} from '../../../src/api/http/contract';
import { get, query } from './client';
import { keys } from './keys';

/** Jobs switch them off and tell nobody: what is open is looked at again. */
const LOOK_AGAIN_MS = 5_000;

export function useWebhooks() {
  const pages = useInfiniteQuery({
    queryKey: keys.webhooks,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof WebhookPage>>(query('/api/admin/webhooks', { cursor: pageParam, limit: 50 }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const rows: WebhookView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}

export function useApiKeys() {
  const pages = useInfiniteQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof ApiKeyPage>>(query('/api/admin/api-keys', { cursor: pageParam, limit: 50 }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows: ApiKeyView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}

export function useWebhookLog(endpointId: string | null, state: string | null) {
  const pages = useInfiniteQuery({
    queryKey: keys.webhookLog(endpointId, state),
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof WebhookDeliveryPage>>(
        query('/api/admin/webhook-deliveries', { cursor: pageParam, limit: 30, endpointId, state }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const rows: WebhookDeliveryView[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...pages, rows };
}
