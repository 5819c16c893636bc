# The hooks of .pre-commit-hooks.yaml in a real repository, offline: pre-commit try-repo with the clone of this one.
if command -v pre-commit > /dev/null && git -C "$here" rev-parse HEAD > /dev/null 2>&1; then
    mkdir hooked && cd hooked || exit 2
    export PRE_COMMIT_HOME=$work/pre-commit GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.com
    export GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.com
    git init -q . && cp ../closed.yaml good.template && printf 'a: 1\n' > other.yaml && git add -A && git commit -qm a
    # pre-commit clones HEAD; the clone gets this binary, so that it is not built twice
    PATH=$(dirname "$binary"):$PATH
    check "hook: clean" 0 'Passed' pre-commit try-repo "$here" lambdalint-system --all-files
    cp ../open.yaml open.template && git add -A
    check "hook: a finding in a .template file" 1 'PRM011' pre-commit try-repo "$here" lambdalint-system --all-files
    git rm -qf open.template
    check "hook: YAML that is no template" 0 'Passed' pre-commit try-repo "$here" lambdalint-system --files other.yaml
    if [ -n "${LAMBDALINT_TEST_HOOK_BUILD:-}" ]; then
        cp ../open.yaml open.yaml && git add -A
        check "hook that builds" 1 'PRM011' pre-commit try-repo "$here" lambdalint --all-files
    fi
    cd .. || exit 2
fi
