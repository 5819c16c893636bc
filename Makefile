# lambdalint. Targets: all check check-unit check-golden check-layers check-headers golden docs install; V=release|debug|asan.
V ?= release
PREFIX ?= /usr/local
CC ?= cc
B := build/$(V)
VERSION := $(shell cat VERSION)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
  -Wnull-dereference -Wcast-qual -Wwrite-strings -Wundef -Wswitch-enum -Wimplicit-fallthrough -Werror
FLAGS_release := -O2 -g -DNDEBUG
FLAGS_debug := -O0 -g
FLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
# Reproducible: no absolute path of the build directory in the binary.
CFLAGS_ALL := -std=c17 -D_GNU_SOURCE -I. -I$(B) $(WARN) $(FLAGS_$(V)) -ffile-prefix-map=$(CURDIR)=. -MMD -MP $(CFLAGS)
# Z3 is loaded by policies/smt/z3.c when a question needs it.
LIBS := -lsqlite3 -lyaml -ljansson -lm -ldl
comma := ,
LDFLAGS_ALL := $(if $(filter asan,$(V)),-fsanitize=address$(comma)undefined) -Wl,--as-needed $(LDFLAGS)

SOURCES := $(sort $(wildcard analyzer/*/*.c analyzer/*/*/*.c policies/*.c policies/*/*.c rulesets/*.c reports/*.c))
MAIN := analyzer/cli/main.c
# Databases that the program carries.
BYTES := $(B)/catalog_bytes.o $(B)/schema_bytes.o
OBJECTS := $(patsubst %.c,$(B)/%.o,$(filter-out $(MAIN),$(SOURCES))) $(B)/embedded.o $(BYTES)
HEADERS := $(sort $(wildcard analyzer/*/*.h analyzer/*/*/*.h policies/*.h policies/*/*.h rulesets/*.h reports/*.h))
TESTS := $(sort $(wildcard tests/unit/*.c))
TEST_OBJECTS := $(patsubst %.c,$(B)/%.o,$(TESTS))
# What the binary carries as bytes, see tools/embed.c: rules, schema, data tables.
EMBEDDED := $(sort $(wildcard rulesets/*/*.yaml analyzer/facts/schema.sql analyzer/dialect/data/* analyzer/scan/data/* policies/data/sources.tsv rulesets/data/* \
  analyzer/facts/data/*))

.PHONY: all check check-unit check-golden check-order check-worlds check-layers check-headers check-docs golden docs bench bench-policies install clean catalog-refresh
all: $(B)/lambdalint

$(B)/lambdalint: $(OBJECTS) $(B)/$(MAIN:.c=.o)
	$(CC) $(LDFLAGS_ALL) -o $@.new $^ $(LIBS) && mv $@.new $@

$(B)/unit-tests: $(OBJECTS) $(TEST_OBJECTS)
	$(CC) $(LDFLAGS_ALL) -o $@.new $^ $(LIBS) -lcunit && mv $@.new $@

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "cc $<"
	@$(CC) $(CFLAGS_ALL) -DLAMBDALINT_VERSION='"$(VERSION)"' -c -o $@ $<

# Documents and what they stand on: all that the tool for embedding needs, but what it makes.
SOURCE_ROOM := $(sort $(wildcard analyzer/base/*.c analyzer/source/*.c))
SOURCE_OBJECTS := $(patsubst %.c,$(B)/%.o,$(SOURCE_ROOM)) $(B)/embedded.o

$(B)/embed: $(filter-out $(B)/embedded.o $(B)/analyzer/base/embedded.o,$(SOURCE_OBJECTS)) $(B)/tools/embed.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(B)/embedded.c: $(B)/embed $(EMBEDDED) Makefile
	$(B)/embed $(EMBEDDED) > $@.new && mv $@.new $@

$(B)/embedded.o: $(B)/embedded.c analyzer/base/embedded.h
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

# The IAM catalogue (docs/catalog.md): facts in text → a database → bytes of the program.
$(B)/catalog-build: tools/catalog/build.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -O1 -o $@ $< -lsqlite3

$(B)/catalog.db: $(B)/catalog-build tools/catalog/schema.sql $(wildcard policies/data/*)
	$(B)/catalog-build policies/data tools/catalog/schema.sql $@.new && mv $@.new $@

# The empty database of facts.
$(B)/schema-image: tools/schema_image.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -O1 -o $@ $< -lsqlite3

$(B)/schema.db: $(B)/schema-image analyzer/facts/schema.sql
	$(B)/schema-image analyzer/facts/schema.sql $@.new && mv $@.new $@

$(B)/%_bytes.o: tools/bytes.S $(B)/%.db
	$(CC) -DFILE='"$(B)/$*.db"' -DNAME=$*_bytes -c -o $@ $<

# For those who work on lambdalint; needs npm, node and a network.
catalog-refresh:
	tools/catalog/refresh

check: check-unit check-golden check-order check-worlds check-layers check-headers check-docs

check-unit: $(B)/unit-tests
	$(B)/unit-tests

check-golden: $(B)/lambdalint $(B)/expand
	tests/golden/run $(B)/lambdalint
	tools/compare-sam "$(B)/expand --tree" pairs fixtures/sam

golden: $(B)/lambdalint
	tests/golden/run --accept $(B)/lambdalint

# With less information a verdict may only become NULL: every rule over every fixture (tests/property).
check-order: $(B)/information-order
	$(B)/information-order $(ORDER_FILES)

ORDER_FILES ?= $(sort $(wildcard fixtures/rules/*/*.yaml fixtures/rules/*/*.json))

$(B)/information-order: $(OBJECTS) $(B)/tests/property/information_order.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# Worlds are invisible, and a value for a parameter only decides what was undecided: every rule over the units of each
# folder in it, make check-worlds CORPUS=dir.
check-worlds: $(B)/property-worlds
	$(B)/property-worlds $(sort $(wildcard $(CORPUS)/*))

$(B)/property-worlds: $(OBJECTS) $(B)/tests/property/worlds.o $(B)/tests/property/sights.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# The laws of policies on random ones, prover against evaluator: make check-policies PAIRS=100000 SEED=1.
PAIRS ?= 3000
SEED ?= 20261125
check-policies: $(B)/property-policies
	tests/property/run $(B)/property-policies $(PAIRS) $(SEED)

$(B)/property-policies: $(OBJECTS) $(patsubst %,$(B)/tests/property/%.o,policies universe change algebra) $(B)/tests/unit/policy_random.o $(B)/tests/unit/policy_value.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

check-layers:
	tools/layers

check-headers:
	@for h in $(HEADERS); do printf '#include "%s"\nextern int alone;\n' $$h | $(CC) -std=c17 -D_GNU_SOURCE -I. $(WARN) -fsyntax-only -x c - || { echo "$$h does not compile alone"; exit 1; }; done; echo "headers: $(words $(HEADERS)) compile alone"

docs: $(B)/lambdalint
	tools/make-docs $(B)/lambdalint docs

check-docs: $(B)/lambdalint
	tools/make-docs --check $(B)/lambdalint docs

# Random trees, by git and by us: needs git.
check-gitignore: $(B)/lambdalint
	tests/differential/gitignore $(B)/lambdalint $(TREES) $(SEED)

TREES ?= 60
# Over checkouts of public repositories (tests/corpus), when there are any.
REPOSITORIES ?= ../shared/corpus
check-corpus: $(B)/lambdalint $(B)/expand
	tests/corpus/run $(B) $(REPOSITORIES)

# What is known of the functions in there, and why not the rest.
figures: $(B)/lambdalint
	tools/figures $(B)/lambdalint $(REPOSITORIES)

# What the program costs: bench/run prints it. CORPUS names a folder of templates.
bench: $(B)/lambdalint $(B)/bench/parse_only
	bench/run $(B) $(CORPUS)

# What the prover costs over the managed policies of AWS; PAIRS random pairs, chosen by SEED, or PAIRS=all.
bench-policies: $(B)/bench/policies
	$(B)/bench/policies $(PAIRS) $(SEED)

$(B)/bench/policies: $(OBJECTS) $(B)/bench/policies.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(B)/bench/parse_only: $(OBJECTS) $(B)/bench/parse_only.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

install: $(B)/lambdalint
	install -D -m 755 $(B)/lambdalint $(DESTDIR)$(PREFIX)/bin/lambdalint
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions zsh/site-functions fish/vendor_completions.d)
	$(B)/lambdalint completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/lambdalint
	$(B)/lambdalint completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_lambdalint
	$(B)/lambdalint completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/lambdalint.fish

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(B)/$(MAIN:.c=.d) $(wildcard $(B)/tests/*/*.d $(B)/tools/*.d $(B)/bench/*.d)

# Programs that need files from elsewhere: make check-json check-documents CORPUS=dir; make fuzz-document FUZZ_SECONDS=60.
CORPUS ?= fixtures
FUZZ_SECONDS ?= 60
LIST_DOCUMENTS = find $(CORPUS) -type f \( -name '*.json' -o -name '*.template' -o -name '*.yaml' -o -name '*.yml' \) | LC_ALL=C sort
.PHONY: check-json check-documents fuzz-document

$(B)/differential-%: $(SOURCE_OBJECTS) $(B)/tests/differential/%.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

check-json: $(B)/differential-json
	$(LIST_DOCUMENTS) | $<

check-documents: $(B)/differential-read_all
	$(LIST_DOCUMENTS) | $<

build/fuzz-document: tests/fuzz/fuzz_document.c $(SOURCE_ROOM) $(B)/embedded.c
	clang -std=c17 -D_GNU_SOURCE -I. -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $^ $(LIBS)

fuzz-document: build/fuzz-document
	mkdir -p build/fuzz-corpus && build/fuzz-document -max_total_time=$(FUZZ_SECONDS) -timeout=10 -artifact_prefix=build/ -dict=tests/fuzz/document.dict build/fuzz-corpus

# Programs for those who work on lambdalint: build/V/expand shows what the analyzer makes of a template.
.PHONY: tools
tools: $(B)/expand

$(B)/expand: $(OBJECTS) $(B)/tools/expand.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

build/fuzz-template: tests/fuzz/fuzz_template.c $(filter-out analyzer/cli/% analyzer/scan/%,$(SOURCES)) $(B)/embedded.c $(BYTES)
	clang -std=c17 -D_GNU_SOURCE -I. -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $^ $(LIBS)

.PHONY: fuzz-template
fuzz-template: build/fuzz-template
	mkdir -p build/fuzz-templates && build/fuzz-template -max_total_time=$(FUZZ_SECONDS) -timeout=5 -max_len=4096 -artifact_prefix=build/ -dict=tests/fuzz/template.dict build/fuzz-templates $(FUZZ_SEEDS)

# Any bytes as a policy: read, decided, proved.
build/fuzz-policy: tests/fuzz/fuzz_policy.c $(SOURCE_ROOM) $(sort $(wildcard policies/*.c policies/*/*.c)) $(B)/embedded.c $(BYTES)
	clang -std=c17 -D_GNU_SOURCE -I. -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $^ $(LIBS)

.PHONY: fuzz-policy
fuzz-policy: build/fuzz-policy
	mkdir -p build/fuzz-policies && build/fuzz-policy -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=4096 -artifact_prefix=build/ -dict=tests/fuzz/policy.dict build/fuzz-policies tests/fuzz/policies $(FUZZ_SEEDS)

# Any bytes as a CASE: all layers of policies, and one request that the prover must not overlook.
build/fuzz-case: tests/fuzz/fuzz_case.c $(SOURCE_ROOM) $(sort $(wildcard policies/*.c policies/*/*.c)) $(B)/embedded.c $(B)/catalog_bytes.o
	clang -std=c17 -D_GNU_SOURCE -I. -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $^ $(LIBS)

.PHONY: fuzz-case
fuzz-case: build/fuzz-case
	mkdir -p build/fuzz-cases && build/fuzz-case -max_total_time=$(FUZZ_SECONDS) -timeout=20 -max_len=3000 -artifact_prefix=build/ -dict=tests/fuzz/policy.dict build/fuzz-cases tests/fuzz/cases $(FUZZ_SEEDS)
