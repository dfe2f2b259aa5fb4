"""Attributes, relations and connections of accounts -> what else is known of customers."""

from patron.history.attributes import RELATION_OF, RELATION_TO

# Facts of accounts become facts of customers, known when both fact and link were. Of those known
# by then the one told last holds: what a link brings along does not undo what was told since.
# A relation is a fact about each of its two customers, whose value is the other one, and it ends
# when one of them becomes part of another customer. One that was found, not told, goes both ways.
FACTS = f"""
SELECT c.customer_id, a.name, a.value, greatest(a.known_at, c.known_at) AS known_at,
       NULL::TIMESTAMPTZ AS known_until
FROM attributes AS a JOIN customers AS c USING (source, account)
WHERE a.value IS NOT NULL
  AND (c.known_until IS NULL OR greatest(a.known_at, c.known_at) < c.known_until)
QUALIFY row(a.known_at, source, account) = max(row(a.known_at, source, account)) OVER (
    PARTITION BY c.customer_id, a.name ORDER BY greatest(a.known_at, c.known_at))
UNION ALL
SELECT DISTINCT CASE end_ WHEN 1 THEN c.customer_id ELSE o.customer_id END,
       CASE end_ WHEN 1 THEN '{RELATION_TO}' ELSE '{RELATION_OF}' END || r.relation,
       CASE end_ WHEN 1 THEN o.customer_id ELSE c.customer_id END,
       greatest(r.known_at, c.known_at, o.known_at), least(c.known_until, o.known_until)
FROM relations AS r JOIN customers AS c USING (source, account)
JOIN customers AS o ON o.source = r.source AND o.account = r.other
CROSS JOIN (VALUES (1), (2)) AS ends(end_)
WHERE c.customer_id <> o.customer_id
  AND greatest(r.known_at, c.known_at, o.known_at)
      < coalesce(least(c.known_until, o.known_until), 'infinity'::TIMESTAMPTZ)
UNION ALL
SELECT DISTINCT CASE end_ WHEN 1 THEN c.customer_id ELSE o.customer_id END, way || relation,
       CASE end_ WHEN 1 THEN o.customer_id ELSE c.customer_id END,
       greatest(n.known_at, c.known_at, o.known_at), least(c.known_until, o.known_until)
FROM connections AS n JOIN customers AS c USING (source, account)
JOIN customers AS o ON o.source = n.other_source AND o.account = n.other_account
CROSS JOIN (VALUES (1), (2)) AS ends(end_)
CROSS JOIN (VALUES ('{RELATION_TO}'), ('{RELATION_OF}')) AS ways(way)
WHERE c.customer_id <> o.customer_id
  AND greatest(n.known_at, c.known_at, o.known_at)
      < coalesce(least(c.known_until, o.known_until), 'infinity'::TIMESTAMPTZ)
UNION ALL BY NAME
FROM related
"""
