/** Gives the environment, the declared tools and the sealing of secrets to every room. */
import { Module, type DynamicModule } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from './environment';
import { Secrets } from './secrets';
import { readTools, TOOLS } from './tools';

@Module({})
export class EnvironmentModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: EnvironmentModule,
      global: true,
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: Secrets, useFactory: () => new Secrets(environment.secretKey) },
        { provide: TOOLS, useFactory: () => readTools(environment.tools.file) },
      ],
      exports: [ENVIRONMENT, Secrets, TOOLS],
    };
  }
}
