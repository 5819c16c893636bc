// Turns the published packages into the catalogue's facts: sorted lines of policies/data, see docs/catalog.md.
//
//   node tools/catalog/extract.mjs SOURCES FOLDER [--accept-loss]
//
// SOURCES is a table like policies/data/sources.tsv with one column more, the folder where each package was unpacked.
// Refuses, and writes nothing, when any table would have fewer rows than the one in FOLDER: sources have lost whole
// columns before.
import fs from 'node:fs';
import path from 'node:path';

const [sourcesFile, folder, flag] = process.argv.slice(2);
const LEVELS = { List: 'L', Read: 'R', Write: 'W', 'Permissions management': 'P', Tagging: 'T' };

const readJson = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (texts) => [...new Set(texts)].sort(byText);
// One form for the variable part of a key: s3:ExistingObjectTag/<key> becomes s3:ExistingObjectTag/${key}.
const spelled = (key) => key.replace(/<([^>]+)>/g, '${$1}');
const fail = (text) => {
    console.error(`catalogue: ${text}`);
    process.exit(1);
};

function readSources() {
    const sources = {};
    for (const line of fs.readFileSync(sourcesFile, 'utf8').trimEnd().split('\n')) {
        if (line.startsWith('#')) continue;
        const [role, name, version, date, licence, integrity, where] = line.split('\t');
        sources[role] = { role, name, version, date, licence, integrity, where };
    }
    return sources;
}

// { 's3:getobject': {name, levels, resources, conditions, dependents} }
function readActions(where) {
    const actions = {};
    for (const file of fs.readdirSync(path.join(where, 'data/actions'))) {
        const service = path.basename(file, '.json');
        for (const action of Object.values(readJson(where, 'data/actions', file))) {
            const types = action.resourceTypes;
            actions[`${service}:${action.name}`.toLowerCase()] = {
                name: `${service}:${action.name}`,
                levels: action.accessLevel.split(', ').map((level) => LEVELS[level] ?? fail(`level ${level}`)),
                resources: types.map((type) => type.name + (type.required ? '*' : '')),
                conditions: [...action.conditionKeys, ...types.flatMap((type) => type.conditionKeys)].map(spelled),
                dependents: [...action.dependentActions, ...types.flatMap((type) => type.dependentActions)],
            };
        }
    }
    return actions;
}

function actionLines(actions, older) {
    return Object.keys(actions).map((key) => {
        const { name, levels, resources, conditions, dependents } = actions[key];
        const needed = [...dependents, ...(older[key]?.dependents ?? [])].map((text) => text.trim());
        const lists = [resources, conditions, needed].map((list) => sorted(list).join(','));
        return [name, levels.sort().join(''), ...lists].join('\t');
    });
}

function serviceLines(where) {
    return Object.entries(readJson(where, 'data/serviceNames.json')).map(([prefix, name]) => `${prefix}\t${name}`);
}

// A type with several patterns has as many lines.
function resourceLines(where) {
    return fs.readdirSync(path.join(where, 'data/resourceTypes')).flatMap((file) =>
        Object.values(readJson(where, 'data/resourceTypes', file)).flatMap((type) =>
            type.arn.split(/,\s*/).map((arn) =>
                [path.basename(file, '.json'), type.key, arn, sorted((type.conditionKeys ?? []).map(spelled)).join(',')].join('\t'),
            ),
        ),
    );
}

// Each service lists the keys it knows; the same key may stand in many services.
function keyLines(where) {
    const types = {};
    for (const file of fs.readdirSync(path.join(where, 'data/conditionKeys')).sort(byText))
        for (const { key, type } of Object.values(readJson(where, 'data/conditionKeys', file))) types[spelled(key)] ??= type;
    const text = fs.readFileSync(path.join(where, 'dist/cjs/globalConditionKeys.js'), 'utf8');
    for (const [, key, type] of text.matchAll(/key: '([^']+)',\s*category: '[^']*',\s*type: '([^']+)'/g))
        types[key.replace(/\/tag-key$/, '/${TagKey}')] ??= type;
    // IAM compares keys without case: one spelling is enough.
    const seen = new Map();
    for (const key of Object.keys(types).sort(byText)) if (!seen.has(key.toLowerCase())) seen.set(key.toLowerCase(), key);
    return [...seen.values()].map((key) => `${key}\t${types[key]}`);
}

function policyLines(where) {
    return Object.values(readJson(where, 'dist/managedPolicies.json')).map((policy) => {
        const latest = policy.versions[policy.latestVersionId];
        const document = JSON.stringify(latest.document);
        return [policy.arn.split(':policy/')[1], policy.latestVersionId, latest.createdDate.slice(0, 10), document].join('\t');
    });
}

// Rows, and the members of the list columns, of a table's lines.
function counts(lines, listColumns) {
    const rows = lines.filter((line) => !line.startsWith('#'));
    const members = listColumns.map((column) =>
        rows.reduce((sum, row) => sum + (row.split('\t')[column] || '').split(',').filter(Boolean).length, 0),
    );
    return [rows.length, ...members];
}

function guard(name, lines, listColumns) {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) return;
    const before = counts(fs.readFileSync(file, 'utf8').trimEnd().split('\n'), listColumns);
    const after = counts(lines, listColumns);
    console.log(`${name}: ${before.join(' ')} -> ${after.join(' ')}`);
    if (after.some((count, i) => count < before[i]) && flag !== '--accept-loss')
        fail(`${name} would lose facts; look why, then run again with --accept-loss`);
}

const sources = readSources();
const { actions, dependents, policies } = sources;
const from = (source, what) => `# ${what}. From ${source.name} ${source.version} (${source.date}, ${source.licence}).`;
const tables = [
    ['services.tsv', from(actions, 'Service prefixes and names'), serviceLines(actions.where), []],
    ['actions.tsv',
        from(actions, 'Actions: name, access levels (List Read Write Permissions Tagging), resource types (* required), condition keys, dependent actions') +
        `\n# Dependent actions from ${dependents.name} ${dependents.version} (${dependents.date}, ${dependents.licence}).`,
        actionLines(readActions(actions.where), readActions(dependents.where)), [1, 2, 3, 4]],
    ['resource-types.tsv', from(actions, 'Resource types: service, name, ARN pattern, condition keys'), resourceLines(actions.where), [3]],
    ['condition-keys.tsv', from(actions, 'Condition keys and their types'), keyLines(actions.where), []],
    ['managed-policies.tsv', from(policies, 'Managed policies of AWS: path, default version, its date, document'), policyLines(policies.where), []],
];
for (const [name, , lines, listColumns] of tables) guard(name, lines, listColumns);
for (const [name, head, lines] of tables) fs.writeFileSync(path.join(folder, name), [head, ...sorted(lines)].join('\n') + '\n');
const rows = Object.values(sources).map((s) => [s.role, s.name, s.version, s.date, s.licence, s.integrity].join('\t'));
const head = '# What the catalogue is made from: role, npm package, version, its date, licence, integrity. See docs/catalog.md.';
fs.writeFileSync(path.join(folder, 'sources.tsv'), [head, ...rows.sort(byText)].join('\n') + '\n');
