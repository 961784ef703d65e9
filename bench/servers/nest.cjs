/** The barest application on the same frame: Nest on Fastify, one route, one pool. JavaScript, so that nothing is compiled at its start. */
require('reflect-metadata');
const { Controller, Get, Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { FastifyAdapter } = require('@nestjs/platform-fastify');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });

class Health {
  async live() {
    await pool.query('select 1');
    return { ok: true };
  }
}
Controller('health')(Health);
Get('live')(Health.prototype, 'live', Object.getOwnPropertyDescriptor(Health.prototype, 'live'));

class Bare {}
Module({ controllers: [Health] })(Bare);

NestFactory.create(Bare, new FastifyAdapter(), { logger: false }).then((app) =>
  app.listen(Number(process.env.PORT), '127.0.0.1'),
);
