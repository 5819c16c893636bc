# Every finding that rests on the prover carries the request that shows it; what a role may do is asked again of the role.
cat > witness.py <<'PY'
import json, pathlib, re, subprocess, sys

binary, root = sys.argv[1], pathlib.Path(sys.argv[2])
# What no request shows: a statement without any, a URL that waits for a grant, or one of a function outside the input,
# whose grants nobody knows.
WITHOUT = re.compile(r"applies to no request|would accept unsigned requests|URL of 'arn:\S* accepts unsigned requests")
ASKS = re.compile(r"\b(allows_some|allows_all|anyone_may|may_use|is_denied|may_assume|trusts|statement_verdict)\(")
rules = [re.search(r"^id: (\w+)", text, re.M)[1]
         for text in (path.read_text() for path in root.glob("rulesets/*/*.yaml")) if ASKS.search(text)]
faults, shown, replayed = [], 0, 0


def ask(*words):
    return subprocess.run([binary, *words], capture_output=True, text=True)


def context(witness):
    for key, values in witness["context"].items():
        for value in values if isinstance(values, list) else [values]:
            yield from ("--context", f"{key}={value}")


def replay(path, finding):
    role = re.search(r"role '([^']+)'", finding["message"])
    request = finding["witness"] or finding["missing"]
    if not role or finding["id"] in ("FN009", "ENV006") or request.get("principal", "arn:").find("/example/session") < 0 and finding["witness"]:
        return None
    words = ["policy", "allows", f"{path}#{role[1]}", "--action", request["action"], "-f", "json"]
    words += ["--on", request["resource"]]
    if finding["witness"]:
        words += context(request)
    answer = ask(*words)
    worlds = [world["answer"] for world in json.loads(answer.stdout or '{"worlds": []}')["worlds"]]
    return ("yes" if finding["witness"] else "no") in worlds or f"{' '.join(words)}: {worlds} {answer.stderr}"


for path in sorted(root.glob("fixtures/rules/*/*")):
    if path.suffix not in (".yaml", ".json"):
        continue
    out = ask("scan", str(path), "--no-config", "--select", ",".join(rules), "-f", "json").stdout
    again = ask("scan", str(path), "--no-config", "--select", ",".join(rules), "-f", "json").stdout
    if out != again:
        faults.append(f"{path}: two runs differ")
    findings = json.loads(out)["findings"] if out else []
    never = {(f["file"], json.dumps(f["span"])) for f in findings if f["id"] == "IAM610"}
    if path.parent.name == "principal-in-identity-policy":  # says of the same statement why it never matches
        never |= {(f["file"], json.dumps(f["span"])) for f in findings if f["id"] == "IAM604"}
    for finding in findings:
        if not finding["witness"] and not finding["missing"]:
            place = (finding["file"], json.dumps(finding["span"]))
            if not WITHOUT.search(finding["message"]) and place not in never:
                faults.append(f"{path}: {finding['id']} {finding['message']}: no witness")
            continue
        shown += 1
        result = replay(path, finding)
        replayed += result is True
        if result not in (None, True):
            faults.append(result)
print(f"{len(rules)} rules, {shown} witnesses, {replayed} asked again")
print("\n".join(faults))
sys.exit(bool(faults) or shown < 80 or replayed < 40)
PY
holds "every finding of the prover has a witness that shows it" python3 witness.py "$binary" "$here"
