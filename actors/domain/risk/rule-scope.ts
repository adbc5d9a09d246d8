// What a set of rules must be besides well formed. Asked where rules are set, not where they are read: those in force stay so.
import { DomainError, type FieldFault } from '../errors.ts';
import { METRICS } from './metric-catalog.ts';
import type { ActionRule } from './rule.ts';
import { formatScope } from './scope.ts';

/**
 * Throws RULE_INVALID with the field and reason of every fault: a rule whose metric is not measured for its scope would never
 * fire, and of two rules of one id nobody could tell whose excursion is whose.
 */
export function checkRules(rules: readonly ActionRule[]): void {
  const ids = new Set<string>();
  const faults: FieldFault[] = [];
  for (const rule of rules) {
    if (ids.has(rule.id)) faults.push({ field: 'id', reason: `${rule.id} is another rule's already` });
    ids.add(rule.id);
    faults.push(...scopeFaults(rule));
  }
  if (faults.length === 0) return;
  throw new DomainError('RULE_INVALID', faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '), {
    faults,
  });
}

function scopeFaults({ id, scope, condition: { metric } }: ActionRule): FieldFault[] {
  const { scopes } = METRICS[metric];
  if ((scopes as readonly string[]).includes(scope.kind)) return [];
  const reason = `${metric} is not measured for ${formatScope(scope)} (rule ${id}); it is for ${scopes.join(', ')}`;
  return [{ field: 'condition.metric', reason }];
}
