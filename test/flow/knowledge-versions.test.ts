/** Laws of articles: every change leaves a version that comes back by one call, and who an article is not for is never told of it. */
import type { ArticleVersionView, ArticleView, AuditView } from '../../src/api/http/contract';
import { storeVersion } from '../../src/foundation/settings/article-versions';
import { newId } from '../../src/foundation/model/ids';
import { Knowledge } from '../../src/intelligence/knowledge/knowledge';
import { startHouse, type House } from '../support/house';
import { startApi, type Api, type Client } from '../support/api';

const PATH = '/api/admin/articles';
const base = {
  title: 'Gift cards',
  body: 'We sell them at every branch.',
  phrasings: ['do you sell gift cards'],
};

describe('an article', () => {
  let api: Api;
  let admin: Client;
  beforeAll(async () => {
    api = await startApi();
    admin = await api.as('admin');
  }, 60_000);
  afterAll(() => api.stop());

  const create = async (more: object = {}): Promise<ArticleView> => {
    const { status, body } = await admin.call<ArticleView>('POST', PATH, { ...base, ...more });
    expect(status).toBe(201);
    return body;
  };
  const edit = (id: string, more: object) => admin.call<ArticleView>('PUT', `${PATH}/${id}`, { ...base, ...more });
  const versions = async (id: string, more = '') =>
    admin.get<{ items: ArticleVersionView[]; next: string | null }>(`${PATH}/${id}/versions${more}`);

  it('keeps every version with who changed what', async () => {
    const { id } = await create();
    await edit(id, {
      title: 'Vouchers',
      phrasings: ['voucher for a friend'],
      audience: 'signed_in',
      channels: ['sms'],
      active: false,
      url: 'https://bank.example/vouchers',
      escalate: { reason: 'refund', severity: 'soft', team: 'Disputes' },
    });
    const { items } = await versions(id);
    expect(items).toMatchObject([
      { revision: 2, action: 'changed', by: 'The admin agent' },
      { revision: 1, action: 'created', by: 'The admin agent', changes: [] },
    ]);
    expect(items[0]?.changes).toEqual([
      'Title: “Gift cards” → “Vouchers”.',
      'Phrasings added: “voucher for a friend”.',
      'Phrasings removed: “do you sell gift cards”.',
      'Web address: none → https://bank.example/vouchers.',
      'Calls a person: no → refund, soft, to Disputes.',
      'Channels: all → sms.',
      'For: everyone → signed-in customers.',
      'Taken out of use.',
    ]);
  });

  it('is brought back by one call, as a version of its own, with its limits and its author', async () => {
    const { id } = await create({ channels: ['sms'], audience: 'agents' });
    await edit(id, { title: 'Vouchers', body: 'None.' });
    const { status, body } = await admin.call<ArticleView>('POST', `${PATH}/${id}/versions/1/restore`, { basedOn: 2 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...base, channels: ['sms'], audience: 'agents', revision: 3 });
    expect((await versions(id)).items.map(({ action }) => action)).toEqual(['restored', 'changed', 'created']);
    const [entry] = (await admin.get<{ items: AuditView[] }>('/api/admin/audit?limit=1')).items;
    expect(entry).toMatchObject({
      ...{ actor: 'The admin agent', action: 'article.restored', subjectId: id },
      ...{ before: { title: 'Vouchers' }, after: { title: 'Gift cards' } },
    });
  });

  it('that somebody changed meanwhile is neither overwritten nor brought back unseen', async () => {
    const { id } = await create();
    await edit(id, { title: 'Second' });
    expect((await edit(id, { title: 'Third', basedOn: 1 })).status).toBe(409);
    expect((await admin.call('POST', `${PATH}/${id}/versions/1/restore`, { basedOn: 1 })).status).toBe(409);
    expect((await edit(id, { title: 'Third', basedOn: 2 })).body).toMatchObject({ title: 'Third', revision: 3 });
  });

  it('changed by two at once has two versions, one after the other', async () => {
    const { id } = await create();
    const all = await Promise.all([1, 2, 3, 4, 5].map((n) => edit(id, { title: `Title ${n}` })));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await versions(id)).items.map(({ revision }) => revision)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('is listed page by page', async () => {
    const { id } = await create();
    for (const n of [2, 3, 4]) await edit(id, { title: `Title ${n}` });
    const first = await versions(id, '?limit=3');
    expect(first.items.map(({ revision }) => revision)).toEqual([4, 3, 2]);
    const second = await versions(id, `?limit=3&cursor=${first.next ?? ''}`);
    expect([second.items.map(({ revision }) => revision), second.next]).toEqual([[1], null]);
  });

  it('that is not there, or a version that is not, is said to be so', async () => {
    const { id } = await create();
    expect((await admin.call('GET', `${PATH}/${newId()}/versions`)).status).toBe(404);
    expect((await admin.call('POST', `${PATH}/${id}/versions/9/restore`, { basedOn: 1 })).status).toBe(404);
  });

  it('for a channel that does not exist is refused', async () => {
    const { status, body } = await admin.call('POST', PATH, { ...base, channels: ['sms', 'pigeon'] });
    expect([status, (body as { errors: string[] }).errors]).toEqual([400, ['channels: there is no channel "pigeon"']]);
  });

  it('takes its versions with it when it is deleted', async () => {
    const { id } = await create();
    expect((await admin.call('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect(await api.db.query('select from article_version where article_id = $1', [id])).toEqual([]);
  });
});

describe('who an article is not for', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  }, 120_000);
  afterAll(() => house.stop(), 60_000);

  /** Straight into the table, as an import would. */
  async function article(title: string, body: string, limits: { channels?: string[]; audience?: string }) {
    const id = newId();
    await house.db.query(
      `insert into article (id, title, body, phrasings, channels, audience) values ($1, $2, $3, $4, $5, $6)`,
      [id, title, body, [`${title} please`], limits.channels ?? [], limits.audience ?? 'everyone'],
    );
    await storeVersion(house.db, id, 'imported', { agentId: null, actor: 'test' });
    await house.app.get(Knowledge).reload();
  }
  const answer = async (number: string, channel: 'sms' | 'whatsapp', words: string) => {
    const phone = house.phone(number, channel);
    await phone.writes(words);
    return (await phone.hears(/./u)).text;
  };

  it('is not told of it on another channel, and is on its own', async () => {
    await article('Parasol rental terms', 'Parasols are lent for ZEBRA days.', { channels: ['whatsapp'] });
    expect(await answer('+12025550151', 'sms', 'parasol rental terms')).not.toMatch(/ZEBRA|Parasol rental/u);
    expect(await answer('+12025550152', 'whatsapp', 'parasol rental terms')).toMatch(/ZEBRA/u);
  }, 60_000);

  it('is told only once the business vouches for them', async () => {
    await article('Teapot loyalty bonus', 'The bonus is QUAGGA points.', { audience: 'signed_in' });
    expect(await answer('+12025550153', 'sms', 'teapot loyalty bonus')).not.toMatch(/QUAGGA|Teapot loyalty/u);
    await house.db.query(
      `insert into external_identity (channel_account_id, external_id, contact_id)
       select c.channel_account_id, 'customer-7', c.contact_id
         from conversation c join contact_address a on a.id = c.contact_address_id where a.address = '+12025550153'`,
    );
    const phone = house.phone('+12025550153');
    await phone.writes('teapot loyalty bonus');
    await phone.hears(/QUAGGA/u);
  }, 60_000);

  it('is never told what is for agents, who find it', async () => {
    await article('Umbrella repair procedure', 'Send it to the OKAPI workshop.', { audience: 'agents' });
    expect(await answer('+12025550154', 'sms', 'umbrella repair procedure')).not.toMatch(/OKAPI|Umbrella repair/u);
    const [first] = house.app.get(Knowledge).search('umbrella repair procedure', { demo: true, reader: 'agents' });
    expect(first?.body).toContain('OKAPI');
  }, 60_000);
});
