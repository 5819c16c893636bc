# The shell part of docs/code-scanning.md with the variables of a runner.
mkdir runner
scan_as_job() { LAMBDALINT=$binary PATHS=$1 FAIL_ON=$2 RUNNER_TEMP=$work/runner GITHUB_OUTPUT=$work/runner/output sh "$here/scripts/code-scanning.sh"; }
check "findings do not fail the scan step" 0 'PRM011' scan_as_job open.yaml low
holds "the SARIF is named" grep -qx "sarif-file=$work/runner/lambdalint.sarif" runner/output
holds "the exit code is handed on" grep -qx 'exit-code=1' runner/output
holds "the findings are counted" grep -qE '^findings=[1-9]' runner/output
rm runner/output
check "below the bar" 0 'PRM011' scan_as_job open.yaml critical
holds "then the job passes" grep -qx 'exit-code=0' runner/output
rm -f runner/output runner/lambdalint.sarif
check "wrong usage fails at once" 2 '' scan_as_job open.yaml nonsense
