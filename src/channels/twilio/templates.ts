/** The templates of a Twilio account that WhatsApp approved, out of its Content API. */
import type { Twilio } from 'twilio';
import { z } from 'zod';
import type { Template } from '../channel';

const MOST = 200;

/** The client promises nothing of these: each kind of content has a shape of its own. */
const Content = z.object({
  sid: z.string(),
  friendlyName: z.string(),
  language: z.string(),
  variables: z.record(z.string(), z.coerce.string()).nullish(),
  types: z.record(z.string(), z.looseObject({ body: z.string().optional() }).nullish()),
  approvalRequests: z.looseObject({ status: z.string().optional() }).nullish(),
});

export async function readTemplates(twilio: Twilio): Promise<Template[]> {
  const listed = await twilio.content.v1.contentAndApprovals.list({ limit: MOST, pageSize: 100 });
  return listed.flatMap((one) => {
    const content = Content.safeParse(one);
    if (!content.success || content.data.approvalRequests?.status !== 'approved') return [];
    const { sid, friendlyName, language, variables, types } = content.data;
    // A picture or a list without words cannot be previewed, and is not offered.
    const body = Object.values(types).find((type) => type?.body)?.body;
    return body === undefined ? [] : [{ id: sid, name: friendlyName, language, body, variables: variables ?? {} }];
  });
}
