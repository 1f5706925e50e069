# Dala: plugin, host, tests, demo. `make help` lists the targets.
#
# Everything is built under $(BUILD); the source tree may be read-only:
#   make -f /path/to/dala/Makefile      builds into ./build

SRC   := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
BUILD ?= build
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
VERSION := 0.1.0

comma := ,

# ---------------------------------------------------------------- toolchain

CC         ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS     ?= -O2 -g
OPT_DSP    ?= -O3
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wvla -Wundef -Werror=implicit

ifeq ($(SANITIZE),1)
  override BUILD := $(BUILD)/sanitize
  SAN := -fsanitize=address,undefined -fno-sanitize-recover=all \
         -fno-omit-frame-pointer -DDALA_SANITIZE
endif

TARGET_MACHINE := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null)))

# Equal bits in every variant and at every optimisation level: no contraction,
# and no fast-math of any kind, neither here nor at the link.
DSP_FLAGS := -ffp-contract=off -fno-math-errno -fno-trapping-math
ALL_CFLAGS = -std=c11 $(CFLAGS) $(SAN) $(WARNINGS) -I$(SRC) -MMD -MP \
             -DDALA_VERSION='"$(VERSION)"'
HOST_PKGS := lv2 lilv-0 sndfile soxr libebur128
pkg = $(shell $(PKG_CONFIG) $(1) 2>/dev/null)

# ------------------------------------------------------------------ sources

rel = $(patsubst $(SRC)/%,%,$(wildcard $(addprefix $(SRC)/,$(1))))

KERNEL_SRC := $(filter-out plugin/dsp/kernels/kernels.c,$(call rel,plugin/dsp/kernels/*.c))
CORE_SRC   := $(filter-out $(KERNEL_SRC),$(call rel,plugin/*.c plugin/dsp/*.c \
              plugin/dsp/kernels/*.c plugin/music/*.c plugin/engine/*.c))
LV2_SRC    := $(call rel,plugin/lv2/*.c)
TTL_SRC    := $(call rel,ttl/*.c)
HOST_SRC   := $(call rel,host/*.c)
SUPPORT_SRC     := $(call rel,tests/support/*.c)
SUPPORT_LV2_SRC := $(call rel,tests/support/lv2/*.c)
PURE_TESTS := $(call rel,tests/unit/test_*.c tests/dsp/test_*.c)
LV2_TESTS  := $(call rel,tests/plugin/test_*.c tests/robust/test_*.c tests/host/test_*.c)
BENCHES    := $(call rel,tests/bench/bench_*.c tests/bench/score_*.c)
TEST_BUNDLES := $(patsubst $(SRC)/tests/host/bundles/%,%,$(wildcard $(SRC)/tests/host/bundles/*.lv2))

VARIANTS := w4
ifeq ($(TARGET_MACHINE),x86_64)
  VARIANTS += w8
  CORE_DEFS := -DDALA_HAVE_W8
endif
VARIANT_w4 := -DDALA_LANES=4 -DDALA_VARIANT_SUFFIX=_w4
VARIANT_w8 := -DDALA_LANES=8 -DDALA_VARIANT_SUFFIX=_w8 -march=x86-64-v3

OBJ := $(BUILD)/obj
KERNEL_OBJ := $(foreach v,$(VARIANTS),$(KERNEL_SRC:%.c=$(OBJ)/%.$(v).o))
CORE_OBJ   := $(CORE_SRC:%.c=$(OBJ)/%.o) $(KERNEL_OBJ)
LV2_OBJ    := $(LV2_SRC:%.c=$(OBJ)/%.o)
HOST_OBJ   := $(HOST_SRC:%.c=$(OBJ)/%.o)
SUPPORT_OBJ     := $(SUPPORT_SRC:%.c=$(OBJ)/%.o)
SUPPORT_LV2_OBJ := $(SUPPORT_LV2_SRC:%.c=$(OBJ)/%.o)

BUNDLE    := $(BUILD)/dala.lv2
TTL_HAND  := presets.ttl
TTL_GEN   := manifest.ttl dala.ttl
BUNDLE_FILES := $(addprefix $(BUNDLE)/,dala.so $(TTL_GEN) $(TTL_HAND))

# ------------------------------------------------------------------ targets

.PHONY: fuzz all help demo check bench install uninstall ttl format lint dist clean \
        check-run check-hosts check-plugins check-arm check-ttl check-includes demo-run tests

all: $(BUNDLE_FILES) $(BUILD)/dala-host

help:
	@echo "make           build the bundle and the host under $(BUILD)/"
	@echo "make demo      render the demo phrase (or IN=my.wav) into $(BUILD)/demo/"
	@echo "make check     all tests; SANITIZE=1 for ASan and UBSan"
	@echo "make bench     nanoseconds per frame, per module and whole"
	@echo "make fuzz      what host and plugin read, mutated, for SECONDS=60 each"
	@echo "make check-arm      unit and dsp tests for aarch64 under qemu-user"
	@echo "make check-hosts    jalv, lv2file, lv2apply, Ardour"
	@echo "make check-plugins  dala-host with the plugins of Debian"
	@echo "make install, make uninstall   PREFIX=$(PREFIX) DESTDIR="
	@echo "make V=1       shows whole commands"
	@echo "make ttl       regenerate ttl/*.ttl and the README's port table"
	@echo "make format, make lint, make dist, make clean"

# ------------------------------------------------------- what a machine needs

PKGS_BUILD := gcc libc6-dev pkg-config lv2-dev liblilv-dev libsndfile1-dev \
              libsoxr-dev libebur128-dev
PKGS_SOUND := fluidsynth musescore-general-soundfont-small
PKGS_DEMO  := $(PKGS_BUILD) $(PKGS_SOUND) sox
PKGS_CHECK := $(PKGS_BUILD) $(PKGS_SOUND) libcmocka-dev sordi
PKGS_ARM   := gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
PKGS_HOSTS := $(PKGS_DEMO) jalv jackd2 libjack-jackd2-dev lv2-examples lv2file \
              lilv-utils ardour
PKGS_PLUGINS := $(PKGS_BUILD) sox calf-plugins dpf-plugins-lv2 \
              dragonfly-reverb-lv2 guitarix-lv2 invada-studio-plugins-lv2 \
              lsp-plugins-lv2 lv2-examples mda-lv2 swh-lv2 x42-plugins zam-plugins
PKGS_LINT  := clang-tidy clang-format
needs = @SETUP='$(SETUP)' sh $(SRC)/tests/setup.sh $(1)

# Targets that install first, then build in a second make, which sees the tools.
again = +@$(MAKE) -f $(firstword $(MAKEFILE_LIST)) --no-print-directory

demo:
	$(call needs,$(PKGS_DEMO))
	$(again) demo-run

check:
	$(call needs,$(PKGS_CHECK))
	$(again) check-run

check-arm:
	$(call needs,$(PKGS_ARM))
	@sh $(SRC)/tests/arm/check_arm.sh $(SRC) $(BUILD)/arm

check-hosts:
	$(call needs,$(PKGS_HOSTS))
	$(again) all
	@sh $(SRC)/tests/hosts/check_hosts.sh $(SRC) $(BUILD)

check-plugins:
	$(call needs,$(PKGS_PLUGINS))
	$(again) all
	@sh $(SRC)/tests/hosts/check_plugins.sh $(BUILD)

# ------------------------------------------------------------------- compile

# Objects depend on the flags they were made with.
FLAGS_NOW := $(CC) $(CFLAGS) $(OPT_DSP) $(SAN) $(CPPFLAGS) $(LDFLAGS)
$(OBJ)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@
FORCE:

# V=1 shows whole commands
Q    := $(if $(filter 1,$(V)),,@)
say   = $(if $(Q),@echo '  $(1) $(@:$(BUILD)/%=%)')

define compile
	@mkdir -p $(@D)
	$(call say,CC   )
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(1) -c $< -o $@
endef

define link
	@mkdir -p $(@D)
	$(call say,LINK )
	$(Q)$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $(1)
endef

$(OBJ)/plugin/dsp/kernels/%.w4.o: $(SRC)/plugin/dsp/kernels/%.c $(OBJ)/flags
	$(call compile,$(OPT_DSP) $(DSP_FLAGS) -fPIC -fvisibility=hidden $(VARIANT_w4))
$(OBJ)/plugin/dsp/kernels/%.w8.o: $(SRC)/plugin/dsp/kernels/%.c $(OBJ)/flags
	$(call compile,$(OPT_DSP) $(DSP_FLAGS) -fPIC -fvisibility=hidden $(VARIANT_w8))
$(OBJ)/plugin/%.o: $(SRC)/plugin/%.c $(OBJ)/flags
	$(call compile,$(OPT_DSP) $(DSP_FLAGS) $(CORE_DEFS) -fPIC -fvisibility=hidden)
$(OBJ)/host/%.o: $(SRC)/host/%.c $(OBJ)/flags
	$(call compile,$(OPT_DSP) -D_GNU_SOURCE $(call pkg,--cflags $(HOST_PKGS)))
$(OBJ)/ttl/%.o: $(SRC)/ttl/%.c $(OBJ)/flags
	$(call compile,)
$(OBJ)/tests/%.o: $(SRC)/tests/%.c $(OBJ)/flags
	$(call compile,$(DSP_FLAGS) $(CORE_DEFS) -D_GNU_SOURCE -UNDEBUG $(call pkg,--cflags lv2 lilv-0 sndfile))

# ------------------------------------------------------------- bundle, host

# One symbol out, every other bound at load: no lazy binding inside run().
$(BUNDLE)/dala.so: $(LV2_OBJ) $(CORE_OBJ)
	$(call link,-shared -Wl$(comma)-z$(comma)now -Wl$(comma)-z$(comma)relro \
	  $(if $(SAN),,-Wl$(comma)-z$(comma)defs) $^ -lm)

$(BUILD)/ttlgen: $(TTL_SRC:%.c=$(OBJ)/%.o) $(OBJ)/plugin/ports.o
	$(call link,$^ -lm)

$(BUNDLE)/manifest.ttl: $(BUILD)/ttlgen
	@mkdir -p $(@D)
	$(Q)$(BUILD)/ttlgen manifest > $@.new && mv $@.new $@
$(BUNDLE)/dala.ttl: $(BUILD)/ttlgen
	@mkdir -p $(@D)
	$(Q)$(BUILD)/ttlgen plugin > $@.new && mv $@.new $@
$(BUNDLE)/presets.ttl: $(SRC)/ttl/presets.ttl
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(BUILD)/dala-host: $(HOST_OBJ)
	$(call link,$^ $(call pkg,--libs $(HOST_PKGS)) -lm)

ttl: $(BUILD)/ttlgen
	$(BUILD)/ttlgen manifest > $(SRC)/ttl/manifest.ttl
	$(BUILD)/ttlgen plugin > $(SRC)/ttl/dala.ttl
	$(BUILD)/ttlgen readme $(SRC)/README.md > $(BUILD)/README.new
	cat $(BUILD)/README.new > $(SRC)/README.md

# --------------------------------------------------------------------- tests

PURE_BIN := $(PURE_TESTS:%.c=$(BUILD)/%)
LV2_BIN  := $(LV2_TESTS:%.c=$(BUILD)/%)
BENCH_BIN := $(BENCHES:%.c=$(BUILD)/%)

$(PURE_BIN): $(BUILD)/tests/%: $(OBJ)/tests/%.o $(SUPPORT_OBJ) $(CORE_OBJ)
	$(call link,$^ -lcmocka -lm)
# -rdynamic: a test's own malloc must come first for the plugin it loads
$(LV2_BIN) $(BENCH_BIN): $(BUILD)/tests/%: $(OBJ)/tests/%.o $(SUPPORT_OBJ) $(SUPPORT_LV2_OBJ) $(CORE_OBJ)
	$(call link,-rdynamic $^ -lcmocka $(call pkg,--libs lilv-0 sndfile) -lm -ldl -lpthread)

bundle_so = $(foreach b,$(TEST_BUNDLES),$(BUILD)/tests/bundles/$(b)/$(basename $(b)).so)
$(BUILD)/tests/bundles/%.so:
	$(call link,-std=c11 $(WARNINGS) -fPIC -shared $(call pkg,--cflags lv2) $(SRC)/tests/host/bundles/$*.c -lm)
	$(Q)cp $(SRC)/tests/host/bundles/$(*D)/*.ttl $(@D)/
define bundle_dep
$(BUILD)/tests/bundles/$(1)/$(basename $(1)).so: $(wildcard $(SRC)/tests/host/bundles/$(1)/*) $(OBJ)/flags
endef
$(foreach b,$(TEST_BUNDLES),$(eval $(call bundle_dep,$(b))))

tests: $(PURE_BIN) $(LV2_BIN) $(bundle_so)

check-ttl: all
	$(BUILD)/ttlgen manifest | cmp - $(SRC)/ttl/manifest.ttl
	$(BUILD)/ttlgen plugin | cmp - $(SRC)/ttl/dala.ttl
	$(BUILD)/ttlgen readme $(SRC)/README.md | cmp - $(SRC)/README.md
	sh $(SRC)/tests/validate.sh $(BUNDLE)

check-includes:
	sh $(SRC)/tests/check_includes.sh $(SRC)

check-run: all tests check-ttl check-includes
	@SRC=$(SRC) BUILD=$(BUILD) sh $(SRC)/tests/run_tests.sh $(PURE_BIN) $(LV2_BIN)

bench:
	$(call needs,$(PKGS_CHECK))
	$(again) bench-run
bench-run: all $(BENCH_BIN)
	@for b in $(BENCH_BIN); do SRC=$(SRC) BUILD=$(BUILD) sh $(SRC)/tests/run_bench.sh $$b || exit 1; done
.PHONY: bench-run

# What the host reads, then what the plugin is told, mutated: make fuzz SECONDS=600.
SECONDS ?= 60
FUZZ = clang -g -O1 -std=c11 -D_GNU_SOURCE -DDALA_SANITIZE -DDALA_VERSION='"$(VERSION)"' -I$(SRC) \
  -fsanitize=fuzzer,address,undefined
fuzz:
	$(call needs,$(PKGS_BUILD) clang libclang-rt-dev sox libsox-fmt-base)
	@mkdir -p $(BUILD)/fuzz/corpus/files $(BUILD)/fuzz/corpus/plugin
	sh $(SRC)/tests/fuzz/seeds.sh $(BUILD)/fuzz/seeds
	$(FUZZ) $(call pkg,--cflags $(HOST_PKGS)) -o $(BUILD)/fuzz/files \
	  $(addprefix $(SRC)/,tests/fuzz/fuzz_files.c $(filter-out host/main.c,$(HOST_SRC))) \
	  $(call pkg,--libs $(HOST_PKGS)) -lm
	$(FUZZ) $(VARIANT_w4) -ffp-contract=off -o $(BUILD)/fuzz/plugin \
	  $(addprefix $(SRC)/,tests/fuzz/fuzz_plugin.c $(LV2_SRC) $(CORE_SRC) $(KERNEL_SRC)) -lm
	cd $(BUILD)/fuzz && for part in files plugin; do \
	  LSAN_OPTIONS=print_suppressions=0:suppressions=$(abspath $(SRC))/tests/fuzz/leaks.txt \
	  ./$$part -entropic=0 -max_len=20000 -rss_limit_mb=4096 -max_total_time=$(SECONDS) \
	    corpus/$$part seeds/$$part 2> $$part.log || { tail -n 40 $$part.log; exit 1; }; \
	  echo "$$part: $$(grep -a Done $$part.log)"; done

# ---------------------------------------------------------------------- demo

demo-run: all
	@sh $(SRC)/tests/demo/demo.sh $(SRC) $(BUILD) '$(IN)'

# ------------------------------------------------------------------- install

install: all
	install -d '$(DESTDIR)$(LIBDIR)/lv2/dala.lv2' '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(BUNDLE)/dala.so '$(DESTDIR)$(LIBDIR)/lv2/dala.lv2/'
	install -m 644 $(addprefix $(BUNDLE)/,$(TTL_GEN) $(TTL_HAND)) '$(DESTDIR)$(LIBDIR)/lv2/dala.lv2/'
	install -m 755 $(BUILD)/dala-host '$(DESTDIR)$(PREFIX)/bin/'
	install -D -m 644 $(SRC)/host/dala-host.1 '$(DESTDIR)$(PREFIX)/share/man/man1/dala-host.1'
	install -D -m 644 $(SRC)/host/dala-host.bash '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/dala-host'

uninstall:
	rm -rf '$(DESTDIR)$(LIBDIR)/lv2/dala.lv2'
	rm -f '$(DESTDIR)$(PREFIX)/bin/dala-host'
	rm -f '$(DESTDIR)$(PREFIX)/share/man/man1/dala-host.1'
	rm -f '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/dala-host'

C_FILES = $(call rel,plugin/*.[ch] plugin/*/*.[ch] plugin/*/*/*.[ch] ttl/*.[ch] \
          host/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch] tests/host/bundles/*/*.c)

format:
	$(call needs,$(PKGS_LINT))
	cd $(SRC) && clang-format -i $(C_FILES)

lint:
	$(call needs,$(PKGS_BUILD) $(PKGS_LINT))
	cd $(SRC) && clang-format --dry-run --Werror $(C_FILES)
	# One file at a time: clang-tidy 14 loses sight of va_start after the first
	cd $(SRC) && echo $(CORE_SRC) $(LV2_SRC) $(HOST_SRC) $(TTL_SRC) | tr ' ' '\n' | \
	  xargs -P 2 -I FILE clang-tidy --quiet FILE -- \
	  -std=c11 -I. -D_GNU_SOURCE -DDALA_VERSION='""' $(CORE_DEFS) $(call pkg,--cflags $(HOST_PKGS))
	cd $(SRC) && clang-tidy --quiet $(KERNEL_SRC) -- -std=c11 -I. $(VARIANT_w4)

dist:
	@mkdir -p $(BUILD)
	git -C $(SRC) archive --format=tar.gz --prefix=dala-$(VERSION)/ HEAD > $(BUILD)/dala-$(VERSION).tar.gz
	@echo $(BUILD)/dala-$(VERSION).tar.gz

clean:
	rm -rf $(BUILD)

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
