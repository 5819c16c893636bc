# What an answer cost, and what the solver was asked for it: --stats and --smt-dump, of scan and of the policy verbs.
cost=$here/fixtures/rules/beyond-guardrail/bad.yaml
check "scan, figures" 0 '^prover .* questions: [1-9].* from memory' lint scan "$cost" --no-config --exit-zero -q --stats
check "scan, the stages" 0 '^facts .* 1 worlds' lint scan "$cost" --no-config --exit-zero -q --stats
check "policy check, figures" 1 '^rules .*findings' lint policy check admin.json --stats
check "policy allows of a role, figures" 0 '^prover .* 1 yes' lint policy allows "$cost#Wide" -a s3:GetObject --stats
check "figures are no part of the report" 0 '' bash -c "'$binary' scan '$cost' --no-config --exit-zero -f json --stats 2> figures | python3 -m json.tool"
holds "they are on standard error" grep -q '^report ' figures
holds "nothing is written that nobody asked for" bash -c "! ls -d ./*.smt2 dumps 2> /dev/null"

# What no guess answers goes to the solver: resources that only meet in the middle.
cat > meet.json <<'J'
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*a*b"},
  {"Effect": "Deny", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::shop/*b", "arn:aws:s3:::shop/a*"]}]}
J
check "a dump of what the solver is asked" 1 '^solver .* 1 formulas' lint policy allows meet.json -a s3:GetObject --stats --smt-dump dumps
holds "it says what is asked" grep -q '^;   action: s3:GetObject$' dumps/0001.smt2
holds "it says what a variable stands for" grep -q '^;   k!.: the resource is arn:aws:s3:::shop/\*b' dumps/0001.smt2
holds "it says what the answers mean" grep -q '^; unsat: there is no such request' dumps/0001.smt2
holds "nothing half-written stays" bash -c "! ls dumps | grep -v '^[0-9]*\.smt2$'"
check "a dump of what rules ask" 0 '' lint scan "$here/fixtures/rules" --no-config --exit-zero -q --smt-dump dumps/rules
cat > again.py <<'PY'
"""Every eighth file gets the same answer from the solver's own reader of SMT-LIB."""
import ctypes, glob, re, sys
z3 = ctypes.CDLL("libz3.so.4")
z3.Z3_mk_config.restype = z3.Z3_mk_context.restype = ctypes.c_void_p
z3.Z3_mk_context.argtypes = [ctypes.c_void_p]
z3.Z3_eval_smtlib2_string.restype = ctypes.c_char_p
z3.Z3_eval_smtlib2_string.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
z3.Z3_del_context.argtypes = [ctypes.c_void_p]
files = sorted(glob.glob(sys.argv[1]))[::8]
wrong = 0
for file in files:
    text = open(file).read()
    context = z3.Z3_mk_context(z3.Z3_mk_config())
    answer = z3.Z3_eval_smtlib2_string(context, text.encode()).decode().strip()
    z3.Z3_del_context(context)
    wrong += answer != re.search(r"^; Here it was (\w+)", text, re.M).group(1)
print(len(files), "files,", wrong, "wrong")
sys.exit(wrong != 0 or len(files) < 5)
PY
holds "the files say what the solver said" python3 again.py 'dumps/rules/*.smt2'
check "a folder that cannot be made" 2 'no/dumps: No such file' lint policy allows meet.json -a s3:GetObject --smt-dump no/dumps
check "a folder that is a file" 2 'meet.json: Not a directory' lint scan "$cost" --smt-dump meet.json
