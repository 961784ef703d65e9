/** The inbox: list, conversation and details side by side, or one at a time where there is no room. */
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconMessages } from '@tabler/icons-react';
import { Navigate, useNavigate, useParams, useSearchParams } from 'react-router';
import { query } from '../api/client';
import { ShortcutsHelp } from '../shell/shortcuts-help';
import { useShortcuts } from '../shell/shortcuts';
import { NARROW } from '../shell/shell';
import { EmptyState } from '../shell/states';
import { ConversationPane } from './conversation-pane';
import classes from './inbox.module.css';
import { ListPane } from './list-pane';
import { isView } from './views';

export function InboxPage() {
  const { view, conversationId } = useParams();
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const [help, helpDialog] = useDisclosure(false);
  const back = () => void navigate(query(`/inbox/${view}`, { team: parameters.get('team'), q: parameters.get('q') }));

  useShortcuts({
    '?': helpDialog.open,
    Escape: () => {
      if (conversationId) back();
    },
  });
  if (!isView(view)) return <Navigate to="/inbox/waiting" replace />;

  return (
    <div className={classes.inbox}>
      {(!narrow || !conversationId) && <ListPane view={view} openId={conversationId ?? null} narrow={narrow} />}
      {conversationId ? (
        <ConversationPane key={conversationId} id={conversationId} narrow={narrow} back={back} />
      ) : (
        !narrow && (
          <div className={classes.nothing}>
            <EmptyState icon={<IconMessages size={36} stroke={1.4} />} title="Choose a conversation">
              Pick one on the left, or press <kbd>j</kbd> and <kbd>Enter</kbd>. <kbd>?</kbd> shows all keys.
            </EmptyState>
          </div>
        )
      )}
      <ShortcutsHelp opened={help} onClose={helpDialog.close} />
    </div>
  );
}
