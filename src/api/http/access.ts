/** Who may call a route. Nothing written means: any agent who is signed in. The guard of `auth` reads these marks. */
import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export type Access = 'public' | 'agent' | 'admin';

export const ACCESS = Symbol('access');

/** Needs no session; unsafe methods still need the right origin. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(ACCESS, 'public' satisfies Access);

/** Needs a session of an admin. */
export const AdminOnly = (): CustomDecorator<symbol> => SetMetadata(ACCESS, 'admin' satisfies Access);
