import { Field, InputType } from 'type-graphql';
import { dropReads, writerOf, type Context } from '../context';
import { forbidden, idempotencyMismatch } from '../errors';
import type { WarningCode } from '../../policy/facts';
import { LEDGER_AHEAD_MS } from '../../policy/limits';
import { counts, decide, type FactsOf, type OperationKind } from '../../policy/rulebook';
import { TransactionFacts, type PromiseOrValue } from '../factSource';
import { IdempotencyKey } from './inputValidation';
import { appendEvents, type NewEvent } from '../../store/events/append';
import { findReplay, fingerprint, saveReplay } from '../../store/idempotency';
import { appendLedgerEntry, nextLedgerTime } from '../../store/ledger';
import { lockRootAccount, findViewer } from '../../store/viewers';
import { allowed, denied, type Allowed, type Denied, type Typed } from './result';

@InputType()
export abstract class MutationInput {
  @IdempotencyKey()
  @Field(() => String, {
    nullable: true,
    description: 'Retry key: 1–64 printable ASCII characters.',
  })
  idempotencyKey?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to evaluate rules only.',
  })
  dryRun?: boolean = false;
}

/** The facts that a mutation gathered for the rules, and the region and subject of its ledger entry. */
export interface Gathered<K extends OperationKind> {
  facts: FactsOf[K];
  /** Region in which the operation counts; null if it has none, or none that this viewer may know. */
  regionId?: string | null;
  subjectId?: string | null;
  warnings?: WarningCode[];
}

/**
 * Runs every mutation: gather, decide, write, in one transaction. A denial writes its ledger entry and nothing else; a
 * dry run writes nothing; a repeat under the same idempotency key returns the payload of the first call.
 *
 * @param steps.check validates constraints of the input that involve more than one field
 * @param steps.gather loads the facts, and anything else that `write` needs
 * @param steps.write performs the operation if no rule denies it; returns the payload
 * @param steps.subject returns the subject of the ledger entry if it is only known after the write
 * @param steps.events returns the changes of images to append to the event log
 * @param steps.secrets names of payload fields that are returned once and never stored
 * @throws UNAUTHENTICATED, FORBIDDEN, IDEMPOTENCY_MISMATCH, and BAD_USER_INPUT from the steps
 */
export async function mutate<K extends OperationKind, G extends Gathered<K>, P extends Typed<string, object>>(
  context: Context,
  kind: K,
  input: MutationInput,
  steps: {
    check?: () => void;
    gather: (write: TransactionFacts) => PromiseOrValue<G>;
    write: (write: TransactionFacts, gathered: G) => Promise<P>;
    subject?: (payload: P) => string | null;
    events?: (payload: P, gathered: G) => NewEvent[];
    secrets?: string[];
  },
): Promise<P | Typed<'Denied', Denied> | Typed<'Allowed', Allowed>> {
  let viewer = writerOf(context);
  const { accountId } = viewer;
  const { dayOffset } = context;
  let aheadMs: number | null = null;
  steps.check?.();
  const key = input.idempotencyKey ?? null;
  const inputHash = key === null ? '' : fingerprint(input);

  const result = await context.store.write(async (store) => {
    await lockRootAccount(store, accountId);
    const now = await findViewer(store, accountId);
    if (now === null || now.suspended) throw forbidden('This account is suspended.');
    viewer = now.viewer;

    if (key !== null) {
      const answered = await findReplay(store, accountId, key, kind, inputHash);
      if (answered === 'OTHER') throw idempotencyMismatch();
      if (answered !== null) return answered as P;
    }

    aheadMs = null;
    const at = await nextLedgerTime(store, viewer.rootId, context.clock, (ms) => (aheadMs = ms));
    const write = new TransactionFacts(store, viewer, at, dayOffset);
    const gathered = await steps.gather(write);
    const decision = decide(kind, gathered.facts);
    const entry = {
      rootId: viewer.rootId,
      actorId: accountId,
      kind,
      regionId: gathered.regionId ?? null,
      subjectId: gathered.subjectId ?? null,
      at,
    };

    if (!decision.allowed) {
      if (!input.dryRun)
        await appendLedgerEntry(store, { ...entry, rule: decision.denials[0].rule, counted: false }, dayOffset);
      return denied(decision.denials);
    }
    if (input.dryRun) return allowed(kind, gathered.warnings ?? []);

    const payload = await steps.write(write, gathered);
    await appendEvents(store, at, steps.events?.(payload, gathered) ?? []);
    const subjectId = steps.subject?.(payload) ?? entry.subjectId;
    await appendLedgerEntry(store, { ...entry, subjectId, rule: null, counted: counts(kind) }, dayOffset);
    if (key !== null) {
      await saveReplay(store, { accountId, key, kind, inputHash, payload, createdAt: at }, steps.secrets ?? []);
    }
    return payload;
  });
  // The payload must not show what a mutation before it in the document has read.
  dropReads(context, viewer);
  // Logged after the transaction, because its body may run more than once.
  if (aheadMs !== null)
    context.warn?.({ rootId: viewer.rootId, aheadMs, followedMs: LEDGER_AHEAD_MS }, 'ledger ahead of the clock');
  if (result.__typename === 'Denied' && !input.dryRun) context.refused((result as Denied).rule);
  return result;
}
