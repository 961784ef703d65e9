/** Who may call a route. Nothing written means: any agent who is signed in. The guard of `auth` reads these marks. */
import { applyDecorators, SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Scope } from '../../foundation/model/scopes';

export type Access = 'public' | 'agent' | 'admin' | 'key';

export const ACCESS = Symbol('access');
export const SCOPE = Symbol('scope');

/** Needs no session; unsafe methods still need the right origin. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(ACCESS, 'public' satisfies Access);

/** Needs a session of an admin. */
export const AdminOnly = (): CustomDecorator<symbol> => SetMetadata(ACCESS, 'admin' satisfies Access);

/** Needs an API key with this scope; a session counts for nothing here. */
export const KeyOnly = (scope: Scope): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, 'key' satisfies Access), SetMetadata(SCOPE, scope));
