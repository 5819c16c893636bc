# Verbs, flags and exit codes.
check "version" 0 '^lambdalint [0-9]+\.[0-9]+\.[0-9]+$' lint --version
check "version verb" 0 '^lambdalint ' lint version
check "help" 0 'Usage: lambdalint' lint help
check "help on a verb" 0 'Usage: lambdalint scan' lint scan --help
check "misspelt verb" 2 "did you mean 'scan'" lint scna
check "a flag before the verb" 2 'the verb comes first: lambdalint scan -v' lint -v scan open.yaml
check "misspelt flag" 2 "did you mean '--format'" lint scan --fromat json
check "unknown format" 2 'there are .*sarif' lint scan -f xml
check "flag without its value" 2 'needs a value' lint scan --format
check "bad date" 2 'YYYY-MM-DD' lint scan --as-of yesterday
check "misspelt rule" 2 'function-url-without-auth' lint scan --select function-url-without-aut "$here/examples/shop"
holds "and nothing else is printed" test -z "$($binary scan --select IAM99 "$here/examples/shop" 2> /dev/null)"
check "completions" 0 'complete -o filenames' lint completions bash
check "completions of no shell" 2 'bash, zsh and fish' lint completions
for shell in bash; do holds "$shell completions parse" bash -c "'$binary' completions $shell | $shell -n"; done

cat > open.yaml <<'Y'
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: x}, Handler: index.handler, Runtime: python3.13, Role: !Ref RoleArn}
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: !Ref Fn
      AuthType: NONE
  Grant:
    Type: AWS::Lambda::Permission
    Properties: {Action: "lambda:InvokeFunctionUrl", FunctionName: !Ref Fn, Principal: "*", FunctionUrlAuthType: "NONE"}
Parameters: {RoleArn: {Type: String}}
Y
sed 's/NONE/AWS_IAM/; s/Principal: "[*]"/Principal: "111122223333"/' open.yaml > closed.yaml
check "a finding" 1 'PRM011' lint scan open.yaml
check "a finding without the verb" 1 'PRM011' lint ./open.yaml
check "no finding" 0 'No problems in 1 file' lint scan closed.yaml
check "exit zero" 0 'PRM011' lint scan --exit-zero open.yaml
check "below fail-on" 0 'PRM011' lint scan --fail-on critical open.yaml
check "at fail-on" 1 'PRM011' lint scan --fail-on high open.yaml
check "rule left out" 0 '' lint scan --ignore PRM011 open.yaml
check "prefix" 1 'PRM011' lint scan --select PRM open.yaml
check "only another" 0 '' lint scan --select SEC open.yaml
check "missing file" 3 'LL001.*absent.yaml|absent.yaml.*cannot read' lint scan absent.yaml
check "a missing file loses nothing" 1 'PRM011' lint scan absent.yaml open.yaml
check "a --param nobody declares" 2 'no template declares' lint scan --param Nope=1 open.yaml
for format in text concise json sarif; do
    check "exit code in $format" 1 'PRM011' lint scan -f $format open.yaml
    check "clean exit code in $format" 0 '' lint scan -f $format closed.yaml
done
check "several formats" 1 'PRM011' lint scan -f text -f sarif=out.sarif -f json=out.json open.yaml
holds "both files are written" test -s out.sarif -a -s out.json
holds "no temporary file is left" bash -c '! ls | grep -q "\.new$"'
check "output cannot be written" 2 'cannot write' lint scan -f json=nowhere/out.json open.yaml
check "concise" 1 '^open.yaml:9:17: error\[PRM011\]' lint scan -f concise open.yaml
holds "standard input" bash -c "'$binary' scan - < open.yaml | grep -q '<stdin>:9:17'"
holds "standard input with a name" bash -c "'$binary' scan - --stdin-filename a/b.yaml < open.yaml | grep -q 'a/b.yaml:9:17'"
check "query" 0 'NONE' lint query 'SELECT auth_type FROM function_url WHERE declared' open.yaml
check "query as json" 0 '"auth_type": "NONE"' lint query --format json 'SELECT auth_type FROM function_url WHERE declared' open.yaml
check "query may not write" 2 '' lint query 'DELETE FROM function' open.yaml
check "query may not attach" 2 '' lint query "ATTACH 'x.db' AS x" open.yaml
holds "no database was made" test ! -e x.db
check "broken query" 2 'query:' lint query 'SELEC 1' open.yaml
check "explain" 0 'PRM011' lint explain PRM011
check "explain by name" 0 'PRM011' lint explain function-url-without-auth
check "explain a misspelt name" 2 'did you mean' lint explain function-url-without-aut
check "rules" 0 'PRM011' lint rules
holds "rules as json" bash -c "'$binary' rules --format json | python3 -m json.tool"
check "list files" 0 '^open.yaml$' lint scan --list-files .
check "list files and why" 0 'out.json: none' lint scan --list-files --why .

# The same bytes from every working directory, in git and outside of it.
mkdir -p far/infra/a far/infra/b && cp open.yaml far/infra/a/ && cp open.yaml far/infra/b/
for format in json sarif; do
    (cd far && lint scan infra -f $format -o ../near.out) > /dev/null 2>&1
    (cd / && lint scan "$work/far/infra" -f $format -o "$work/away.out") > /dev/null 2>&1
    holds "the same $format from another working directory" cmp near.out away.out
done

# A misspelt word is named, with what it may be.
check "a misspelt --help" 2 "did you mean '--help'" lint --hlep
check "a misspelt question" 2 "no 'alows', did you mean 'allows'" lint policy alows
check "a word that is no question" 2 "no 'foo'; there are eval" lint policy foo
check "a misspelt action" 2 "no 'chek', did you mean 'check'" lint config chek
check "a misspelt verb of help" 2 "did you mean 'policy'" lint help polcy
check "help on a question" 0 'Usage: lambdalint policy allows' lint help policy allows
check "rules takes no word" 2 "takes no argument, and there is 'IAM'" lint rules IAM
check "version has help" 0 'Usage: lambdalint version' lint version --help
holds "bash completes the words of a verb" bash -c "source <('$binary' completions bash)
COMP_WORDS=(lambdalint policy al) COMP_CWORD=2; _lambdalint; [ \"\${COMPREPLY[0]}\" = allows ]"
holds "bash completes the flags of a question" bash -c "source <('$binary' completions bash)
COMP_WORDS=(lambdalint policy allows --act) COMP_CWORD=3; _lambdalint; [ \"\${COMPREPLY[0]}\" = --action ]"

# What could not be written was not said.
for words in rules version help 'explain PRM011' 'scan closed.yaml' 'query SELECT(1) closed.yaml'; do
    # shellcheck disable=SC2086
    check "a full disk: $words" 2 'cannot write to standard output' bash -c "'$binary' $(printf '%q ' $words) > /dev/full"
done
check "no standard output" 2 'cannot write to standard output' bash -c "'$binary' version >&-"
check "concise in colour" 1 $'\e\\[1mopen.yaml:9:17:\e\\[0m \e\\[1;31merror' lint scan open.yaml -f concise --color always
holds "concise in a pipe has none" bash -c "'$binary' scan open.yaml -f concise | { ! grep -q \$'\e'; }"
