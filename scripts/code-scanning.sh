#!/bin/sh
# The shell part of the workflow in docs/code-scanning.md. Reads LAMBDALINT (the binary), PATHS (separated by spaces),
# FAIL_ON, RUNNER_TEMP and GITHUB_OUTPUT; writes the outputs sarif-file, exit-code and findings.
set -u
sarif=${RUNNER_TEMP:?}/lambdalint.sarif
# shellcheck disable=SC2086
"${LAMBDALINT:-lambdalint}" scan --fail-on "${FAIL_ON:-low}" -f text -f sarif="$sarif" -- ${PATHS:-.}
code=$?
{
    if [ -s "$sarif" ]; then
        echo "sarif-file=$sarif"
        echo "findings=$(grep -o '"ruleIndex"' "$sarif" | wc -l | tr -d ' ')"
    fi
    echo "exit-code=$code"
} >> "${GITHUB_OUTPUT:?}"
[ "$code" -le 1 ] || [ "$code" = 3 ] || exit "$code"
