#include "tests/support/lv2/watch.h"

#include "tests/support/lv2/plug.h"
#include "tests/support/lv2/violin.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOP (20U * TEST_WATCH_RATE)

static float*           loop;
static TestWatchReport* report; // shared with the child

static void
add_counts(TestTrapCounts* const to, const TestTrapCounts* const from)
{
  to->allocations += from->allocations;
  to->frees += from->frees;
  to->bytes += from->bytes;
  to->locks += from->locks;
}

/// Random MIDI and positions for the next block.
static void
send_events(TestPlug* const plug, TestRng* const rng, const uint32_t n)
{
  static const uint8_t controllers[] = { 64U, 66U, 80U, 120U, 123U, 1U };
  const uint32_t       dice          = test_rng_u32(rng);
  const int64_t        frame         = n ? (int64_t)(dice >> 8U) % n : 0;
  if (dice % 64U == 0U) {
    test_sequence_midi(&plug->control, frame, 0x90, dice >> 16U & 127U,
                       dice >> 24U & 127U, 3U);
  } else if (dice % 64U == 1U) {
    test_sequence_midi(&plug->control, frame, 0xB0,
                       controllers[(dice >> 16U) % 6U], dice >> 24U & 127U, 3U);
  } else if (dice % 64U == 2U) {
    test_sequence_tempo(&plug->control, frame, LV2_ATOM__Double,
                        60.0 + (double)(dice >> 25U));
  }
}

static uint32_t
block_length(TestRng* const rng)
{
  static const uint32_t lengths[] = { 0U,  1U,   16U,  31U,  32U,  33U,
                                      64U, 128U, 256U, 512U, 1024U };
  const uint32_t        dice      = test_rng_u32(rng);
  return dice % 500U ? lengths[dice / 500U % 11U] : TEST_MAX_BLOCK;
}

/// One watched call of the plugin's run(), or of `run` in its place.
static void
watched_run(TestPlug* const plug, const uint32_t n, const TestRunFn run,
            const TestWatch watch)
{
  const uint64_t before =
    watch == TEST_WATCH_PAGES ? test_traps_page_faults() : 0U;
  test_traps_enter();
  run(plug->handle, n);
  const TestTrapCounts counts = test_traps_leave();
  add_counts(&report->counts, &counts);
  if (watch == TEST_WATCH_PAGES) {
    const uint64_t faults = test_traps_page_faults() - before;
    if (faults && !report->page_faults) {
      report->first_faulty_run = report->runs;
    }
    report->page_faults += faults;
  }
  report->runs++;
  report->frames += n;
}

/// The whole child: everything but run() is done beforehand or makes no call.
static void
child(const uint64_t frames, const TestRunFn instead, const TestWatch watch)
{
  static float    in[TEST_MAX_BLOCK];
  static float    out[2][TEST_MAX_BLOCK];
  TestRng         rng  = test_rng(101U);
  TestPlug* const plug = test_plug_open(false, TEST_WATCH_RATE, true);
  const TestRunFn run  = instead ? instead : plug->descriptor->run;
  memset(in, 1, sizeof in);
  memset(out, 1, sizeof out);
  send_events(plug, &rng, 9U);
  test_sequence_tempo(&plug->control, 0, LV2_ATOM__Double, 99.0); // map all
  test_sequence_clear(&plug->control);
  plug->descriptor->connect_port(plug->handle, DALA_PORT_IN, in);
  plug->descriptor->connect_port(plug->handle, DALA_PORT_OUT_L, out[0]);
  plug->descriptor->connect_port(plug->handle, DALA_PORT_OUT_R, out[1]);
  test_traps_touch_stack();
  report->finite = true;
  report->catches =
    watch == TEST_WATCH_CALLS && test_traps_catch_system_calls();
  for (uint64_t done = 0; done < frames || !report->runs;) {
    const uint32_t n = block_length(&rng);
    for (uint32_t i = 0; i < n; i++) {
      in[i] = loop[(done + i) % LOOP];
    }
    test_plug_scramble(plug, &rng, 0.02);
    send_events(plug, &rng, n);
    test_sequence_offer(&plug->notify, TEST_SEQUENCE_ROOM);
    watched_run(plug, n, run, watch);
    test_sequence_clear(&plug->control);
    for (uint32_t i = 0; i < n; i++) {
      report->finite =
        report->finite && isfinite(out[0][i]) && isfinite(out[1][i]);
    }
    done += n;
  }
  report->system_calls = test_traps_system_calls(&report->last_call);
  test_traps_exit(0);
}

static bool
fork_and_watch(const uint64_t frames, const TestRunFn instead,
               const TestWatch watch)
{
  int status = 0;
  fflush(stdout);
  const pid_t pid = fork();
  if (!pid) {
    child(frames, instead, watch);
  }
  return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

bool
test_watch(const uint64_t frames, const TestRunFn instead,
           const TestWatch watch, TestWatchReport* const to)
{
  report = (TestWatchReport*)mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (report == MAP_FAILED) {
    return false;
  }
  loop = test_floats(LOOP);
  test_recorded_violin(loop, LOOP, TEST_WATCH_RATE);
  const bool well = fork_and_watch(frames, instead, watch);
  *to             = *report;
  munmap(report, sizeof *report);
  free(loop);
  if (watch == TEST_WATCH_CALLS && !to->catches) {
    printf("this kernel offers no seccomp filter: system calls not watched\n");
  }
  return well;
}
