/** What US carriers ask for before they carry texts: a verified toll-free number, or a brand and campaign (A2P 10DLC) for any other. */
import type { Finding } from '../channel';
import { attempt, finding, type Reading } from './finding';

/** A number as its messaging service lists it. */
export interface ServiceNumber {
  serviceSid: string;
  phoneNumber: string;
  /** ISO 3166-1 alpha-2. */
  countryCode: string;
}

const NORTH_AMERICA = /^\+1\d{10}$/;
/** Of the countries that share +1, those whose numbers US carriers ask this of. */
const ASKED = new Set(['US', 'CA', 'PR']);
/** nanpa.com/numbering/toll-free. */
const TOLL_FREE = /^\+1(800|833|844|855|866|877|888)/;
const CONSOLE = 'Messaging, Regulatory Compliance, in the Twilio console';

/** Nothing for numbers of other countries, and for those that their service says are elsewhere. */
export async function registrationOf(
  reading: Reading,
  numberSid: string,
  member: ServiceNumber | null,
): Promise<Finding[]> {
  const { address } = reading.account;
  if (!NORTH_AMERICA.test(address) || (member && !ASKED.has(member.countryCode))) return [];
  if (TOLL_FREE.test(address)) return [await settled(() => tollFree(reading, numberSid))];
  if (!member) {
    const says =
      'The number is in no messaging service, so that no campaign covers it: US carriers block what it sends.';
    const todo = `Register a brand and a campaign under ${CONSOLE}, and add the number to the campaign’s messaging service.`;
    return [finding('registration', 'wrong', says, todo)];
  }
  const campaign = await attempt('registration', () => campaignOf(reading, member.serviceSid));
  if ('finding' in campaign) return [campaign.finding];
  const { brandSid, found } = campaign.value;
  return brandSid === null ? [found] : [await settled(() => brand(reading, brandSid)), found];
}

async function settled(read: () => Promise<Finding>): Promise<Finding> {
  const told = await attempt('registration', read);
  return 'finding' in told ? told.finding : told.value;
}

async function tollFree({ ask }: Reading, tollfreePhoneNumberSid: string): Promise<Finding> {
  const [last] = await ask((twilio) =>
    twilio.messaging.v1.tollfreeVerifications.list({ tollfreePhoneNumberSid, limit: 1 }),
  );
  if (!last) {
    const says = 'The toll-free number is not verified: carriers block what it sends.';
    return finding('registration', 'wrong', says, `Ask for its verification under ${CONSOLE}.`);
  }
  switch (last.status) {
    case 'TWILIO_APPROVED':
      return finding('registration', 'ok', 'The toll-free number is verified.');
    case 'PENDING_REVIEW':
    case 'IN_REVIEW':
      return finding(
        'registration',
        'waiting',
        'The verification of the toll-free number is under review; until then carriers block what it sends.',
      );
    case 'TWILIO_REJECTED':
      return finding(
        'registration',
        'wrong',
        `The verification of the toll-free number was rejected. ${last.rejectionReason ?? ''}`.trim(),
        last.editAllowed ? `Correct it under ${CONSOLE}.` : `Ask for it anew under ${CONSOLE}.`,
      );
    default:
      return finding('registration', 'unknown', `The verification of the toll-free number is ${String(last.status)}.`);
  }
}

async function campaignOf({ ask }: Reading, serviceSid: string): Promise<{ brandSid: string | null; found: Finding }> {
  const [campaign] = await ask((twilio) => twilio.messaging.v1.services(serviceSid).usAppToPerson.list({ limit: 1 }));
  if (!campaign) {
    const says = 'The messaging service has no campaign: US carriers block what it sends.';
    return { brandSid: null, found: finding('registration', 'wrong', says, `Register one under ${CONSOLE}.`) };
  }
  const brandSid = campaign.brandRegistrationSid;
  switch (campaign.campaignStatus) {
    case 'VERIFIED':
      return { brandSid, found: finding('registration', 'ok', 'The campaign is verified.') };
    case 'PENDING':
    case 'IN_PROGRESS':
      return {
        brandSid,
        found: finding(
          'registration',
          'waiting',
          'The campaign is under review; until then US carriers block what is sent.',
        ),
      };
    case 'FAILED':
    case 'SUSPENDED': {
      const says = `The campaign is ${campaign.campaignStatus.toLowerCase()}. ${reasons(campaign.errors)}`.trim();
      return { brandSid, found: finding('registration', 'wrong', says, `Correct it under ${CONSOLE}.`) };
    }
    default:
      return { brandSid, found: finding('registration', 'unknown', `The campaign is ${campaign.campaignStatus}.`) };
  }
}

async function brand({ ask }: Reading, sid: string): Promise<Finding> {
  const { status, failureReason } = await ask((twilio) => twilio.messaging.v1.brandRegistrations(sid).fetch());
  if (status === 'APPROVED') return finding('registration', 'ok', 'The brand is approved.');
  if (status === 'PENDING' || status === 'IN_REVIEW')
    return finding('registration', 'waiting', 'The brand is under review.');
  const says = `The brand is ${status.toLowerCase().replace('_', ' ')}. ${failureReason ?? ''}`.trim();
  return finding('registration', 'wrong', says, `Correct it under ${CONSOLE}.`);
}

/** `errors` is a list of objects of which Twilio promises no more than that. */
function reasons(errors: readonly unknown[] | null): string {
  return (errors ?? [])
    .flatMap((error) => {
      const { description } = Object(error) as { description?: unknown };
      return typeof description === 'string' ? description : [];
    })
    .join(' ');
}
