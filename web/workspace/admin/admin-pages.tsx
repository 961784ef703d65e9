/** Where admins set up the business. Each change is recorded with its author and holds at once. */
import { NavLink as To, Navigate, Route, Routes } from 'react-router';
import { AgentsPage } from './agents-page';
import { ApiKeysPage } from './api-keys-page';
import classes from './admin.module.css';
import { AssistantPage } from './assistant-page';
import { AuditPage } from './audit-page';
import { ChannelsPage } from './channels-page';
import { GapsPage } from './gaps-page';
import { KnowledgePage } from './knowledge-page';
import { PolicyPage } from './policy-page';
import { RatingsPage } from './ratings-page';
import { RehearsalPage } from './rehearsal-page';
import { RepliesPage } from './replies-page';
import { SwitchesPage } from './switches-page';
import { TeamsPage } from './teams-page';
import { WebhooksPage } from './webhooks-page';

const PAGES = [
  { path: 'channels', label: 'Channels', page: ChannelsPage },
  { path: 'teams', label: 'Teams', page: TeamsPage },
  { path: 'agents', label: 'Agents', page: AgentsPage },
  { path: 'policy', label: 'Policy', page: PolicyPage },
  { path: 'rehearsal', label: 'Rehearsal', page: RehearsalPage },
  { path: 'knowledge', label: 'Knowledge', page: KnowledgePage },
  { path: 'gaps', label: 'Gaps', page: GapsPage },
  { path: 'assistant', label: 'Assistant', page: AssistantPage },
  { path: 'replies', label: 'Replies', page: RepliesPage },
  { path: 'ratings', label: 'Ratings', page: RatingsPage },
  { path: 'switches', label: 'Switches', page: SwitchesPage },
  { path: 'webhooks', label: 'Webhooks', page: WebhooksPage },
  { path: 'api-keys', label: 'API keys', page: ApiKeysPage },
  { path: 'audit', label: 'Audit', page: AuditPage },
] as const;

export default function AdminPages() {
  return (
    <div className={classes.admin}>
      <nav className={classes.tabs} aria-label="Admin">
        {PAGES.map(({ path, label }) => (
          <To key={path} to={`/admin/${path}`} className={classes.tab}>
            {label}
          </To>
        ))}
      </nav>
      <div className={classes.scroll}>
        <Routes>
          {PAGES.map(({ path, page: Page }) => (
            <Route key={path} path={path} element={<Page />} />
          ))}
          <Route path="*" element={<Navigate to="/admin/channels" replace />} />
        </Routes>
      </div>
    </div>
  );
}
