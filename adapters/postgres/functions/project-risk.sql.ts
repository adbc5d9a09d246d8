// Writes the rows that risk-projection.ts made of a batch of journaled events; `row` of each says to which table it belongs. An
// event about a control that was never issued raises TR002, so its unit is refused whole.

export const PROJECT_RISK = `
CREATE FUNCTION project_risk(rows json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  named integer;
  affected integer;
  confirmed integer;
  flat integer;
BEGIN
  INSERT INTO risk_controls (seq, kind, scope, body, by, reason, at, command_id, journal_seq, epoch)
  SELECT r.control, r.kind, r.scope, r.body, r.by, r.reason, epoch_ms(r.at), r."commandId", r."journalSeq", r.epoch
    FROM json_to_recordset(rows) AS r("row" text, control bigint, kind text, scope text, body jsonb, by text, reason text, at float8,
         "commandId" text, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'control';

  UPDATE risk_controls c
     SET affected_accounts = r.accounts, affected_actors = r.actors, journal_seq = r."journalSeq", epoch = r.epoch
    FROM json_to_recordset(rows) AS r("row" text, control bigint, accounts text[], actors integer, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'affects' AND c.seq = r.control;
  GET DIAGNOSTICS affected = ROW_COUNT;
  UPDATE risk_controls c SET confirmed_at = epoch_ms(r.at), journal_seq = r."journalSeq", epoch = r.epoch
    FROM json_to_recordset(rows) AS r("row" text, control bigint, at float8, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'confirmed' AND c.seq = r.control;
  GET DIAGNOSTICS confirmed = ROW_COUNT;
  UPDATE risk_controls c SET flat_at = epoch_ms(r.at), journal_seq = r."journalSeq", epoch = r.epoch
    FROM json_to_recordset(rows) AS r("row" text, control bigint, at float8, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'flat' AND c.seq = r.control;
  GET DIAGNOSTICS flat = ROW_COUNT;
  SELECT count(*) INTO named FROM json_to_recordset(rows) AS r("row" text) WHERE r."row" IN ('affects', 'confirmed', 'flat');
  IF affected + confirmed + flat <> named THEN
    RAISE EXCEPTION 'an event names a control that was never issued' USING ERRCODE = 'TR002';
  END IF;

  INSERT INTO risk_limits (scope, name, version, before, after, by, at, reason, approved_by, control, journal_seq, epoch)
  SELECT r.scope, r.name, r.version, r.before, r.after, r.by, epoch_ms(r.at), r.reason, r."approvedBy", r.control, r."journalSeq", r.epoch
    FROM json_to_recordset(rows) AS r("row" text, scope text, name text, version integer, before numeric, after numeric, by text, at float8,
         reason text, "approvedBy" text, control bigint, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'limit';

  -- A command that came twice, because its answer was lost, is one proposal.
  INSERT INTO risk_proposals (id, scope, name, after, from_version, by, at, reason, journal_seq, epoch)
  SELECT r.id, r.scope, r.name, r.after, r."fromVersion", r.by, epoch_ms(r.at), r.reason, r."journalSeq", r.epoch
    FROM json_to_recordset(rows) AS r("row" text, id text, scope text, name text, after numeric, "fromVersion" integer, by text, at float8,
         reason text, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'proposal'
  ON CONFLICT (id) DO NOTHING;
  UPDATE risk_proposals p
     SET outcome = r.outcome, settled_by = r.by, settled_at = epoch_ms(r.at), journal_seq = r."journalSeq", epoch = r.epoch
    FROM json_to_recordset(rows) AS r("row" text, id text, outcome text, by text, at float8, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'settled' AND p.id = r.id AND p.outcome IS NULL;

  INSERT INTO risk_firings (account, number, rule, title, scope, of, action, inputs, since, time, journal_seq, epoch)
  SELECT r.account, r.number, r.rule, r.title, r.scope, r.of, r.action, r.inputs, epoch_ms(r.since), epoch_ms(r.time), r."journalSeq", r.epoch
    FROM json_to_recordset(rows) AS r("row" text, account text, number bigint, rule text, title text, scope text, of text, action jsonb,
         inputs jsonb, since float8, time float8, "journalSeq" bigint, epoch bigint)
   WHERE r."row" = 'firing';
END $$;
`;
