"""The page at ``/``: what the service answers, and how to ask."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>patron</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid #888; border-radius: 4px; }
dt { font-family: ui-monospace, monospace; font-weight: 600; }
dd { margin: 0 0 0.5rem 1.5rem; }
</style>
</head>
<body>
<main>
<h1>patron</h1>
<p>Answers about customers, as JSON. Ask with POST, a key that <code>patron key add</code> made,
and a body that names one customer, or several as <code>{"customers": ["…", "…"]}</code>.</p>
<pre>curl -s localhost:3000/churn \\
  -H "Authorization: Bearer $KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"customer": "household:2375"}'</pre>
<dl>
<dt>/churn</dt><dd>how likely they are to stay away</dd>
<dt>/lifetime_value</dt><dd>what they are expected to bring, with an interval</dd>
<dt>/next_best_offer</dt><dd>what to offer, and what was refused and why</dd>
<dt>/score</dt><dd>all three at once</dd>
<dt>/explain</dt><dd>an answer taken apart, in words</dd>
<dt>/outcomes</dt><dd>tell what became of a decision</dd>
<dt>/events</dt><dd>tell what happened since; the next answer knows of it</dd>
</dl>
<p><a href="/console">The console</a> is what people open, signed in by a key.</p>
<p><a href="/openapi.json">Description (OpenAPI)</a> ·
<a href="/readyz">Is it ready?</a> ·
<a href="/livez">Is it alive?</a></p>
</main>
</body>
</html>
"""
