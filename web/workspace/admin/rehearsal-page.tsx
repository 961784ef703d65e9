/** Where admins try the policy and the assistant as a customer would meet them. */
import { useAccounts } from '../api/admin';
import { EmptyState } from '../shell/states';
import { AdminFrame } from './admin-frame';
import { Rehearsal } from './rehearsal';

export function RehearsalPage() {
  const accounts = useAccounts();
  return (
    <AdminFrame
      title="Rehearsal"
      intro="Write as a customer would, and see which article is near, what the policy decides and what would be answered. Nothing is sent or kept."
      query={accounts}
    >
      {accounts.data?.length === 0 ? (
        <EmptyState title="No channel yet">Add a channel first: a rehearsal is always on one.</EmptyState>
      ) : (
        <Rehearsal accounts={accounts.data ?? []} />
      )}
    </AdminFrame>
  );
}
