#include "tests/host/sounds.h"

#define PLUGIN(name) "--plugin", "urn:dala-test:" name

static Run run;

static void
check_wire(const int format, const char* const in, const char* const out)
{
  write_noise(in, format, 1, 30011);
  host(&run, "render", PLUGIN("wire"), in, "-o", out);
  check_fine(&run);
  check_same_sound(in, out);
}

static void
test_render_wire_returns_every_sample_of_every_depth(void** const state)
{
  (void)state;
  check_wire(WAV_16, "16.wav", "16.out.wav");
  check_wire(WAV_24, "24.wav", "24.out.wav");
  check_wire(WAV_32F, "32.wav", "32.out.wav");
  check_wire(FLAC_16, "16.flac", "16.out.flac");
  check_wire(FLAC_24, "24.flac", "24.out.flac");
  check_wire(SF_FORMAT_AIFF | SF_FORMAT_PCM_24, "24.aiff", "24.out.aiff");
  check_wire(SF_FORMAT_RF64 | SF_FORMAT_PCM_24, "64.wav", "64.out.wav");
  check_wire(WAV_24, "x.wav", "x.flac");
}

static void
test_render_stereo_wire_keeps_the_sides_apart(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_24, 2, 30011);
  host(&run, "render", PLUGIN("wire_stereo"), "in.wav", "-o", "out.wav");
  check_fine(&run);
  check_same_sound("in.wav", "out.wav");
}

static void
test_render_any_block_size_gives_the_same_bytes(void** const state)
{
  static const char* const blocks[] = { "1",    "7",     "64",      "1000",
                                        "8192", "65536", "random:1" };
  (void)state;
  write_noise("in.wav", WAV_32F, 1, 20011);
  host(&run, "render", PLUGIN("echo"), "in.wav", "-o", "default.wav");
  check_fine(&run);
  for (size_t i = 0; i < 7; ++i) {
    host(&run, "render", PLUGIN("echo"), "in.wav", "-o", "out.wav", "--force",
         "--block", blocks[i]);
    check_fine(&run);
    assert_true(same_bytes("default.wav", "out.wav"));
  }
}

static void
test_render_takes_the_latency_out_by_default(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", PLUGIN("latency"), "in.wav", "-o", "out.wav");
  check_fine(&run);
  check_contains(run.out, "latency 64 frames taken out");
  check_same_sound("in.wav", "out.wav");
  host(&run, "render", PLUGIN("latency"), "in.wav", "-o", "zero.wav", "--tail",
       "0", "--block", "32");
  check_fine(&run);
  check_same_sound("in.wav", "zero.wav");
}

static void
test_render_no_compensate_leaves_the_latency_in(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", PLUGIN("latency"), "in.wav", "-o", "out.wav",
       "--no-compensate", "--tail", "0");
  check_fine(&run);
  check_contains(run.out, "latency 64 frames left in");
  Sound in  = read_sound("in.wav");
  Sound out = read_sound("out.wav");
  assert_int_equal(out.info.frames, 48000);
  assert_memory_equal(out.samples + 64, in.samples, (48000 - 64) * 4);
  free(in.samples);
  free(out.samples);
}

static void
test_render_latency_that_changes_is_said(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", PLUGIN("latency"), "--set", "drift=10", "in.wav", "-o",
       "out.wav");
  check_code(&run, 0);
  check_contains(run.err, "latency went from 64 to 74");
}

static void
check_tail(const char* const plugin, const char* const tail,
           const sf_count_t frames)
{
  char uri[64];
  snprintf(uri, sizeof(uri), "urn:dala-test:%s", plugin);
  host(&run, "render", "--plugin", uri, "in.wav", "-o", "out.wav", "--force",
       "--tail", tail);
  check_code(&run, 0);
  assert_int_equal(length_of("out.wav"), frames);
}

static void
test_render_tail_is_as_long_as_asked(void** const state)
{
  (void)state;
  write_input("in.wav");
  check_tail("echo", "0", 48000);
  check_tail("echo", "0.25", 60000);
  check_tail("echo", "2", 144000);
  check_tail("latency", "0.1s", 52800);
}

static void
test_render_tail_auto_ends_with_the_last_sound(void** const state)
{
  (void)state;
  write_input("in.wav");
  check_tail("wire", "auto", 48000);
  check_tail("latency", "auto", 48000);
  assert_string_equal(run.err, "");
  check_tail("echo", "auto", 72000);
}

static void
test_render_tail_auto_stops_after_30_seconds_and_says_so(void** const state)
{
  (void)state;
  write_input("in.wav");
  check_tail("endless", "auto", 48000 + 30 * 48000);
  check_contains(run.err, "still sounding 30 s after the end");
  check_contains(run.out, "tail 30.000 s (auto)");
}

static void
test_render_tail_auto_counts_from_minus_90_dbfs(void** const state)
{
  (void)state;
  // The echo comes at half the level: 6 dB down
  const float loud[2]  = { 7.0e-5f, 0.0f };
  const float quiet[2] = { 5.0e-5f, 0.0f };
  write_samples("in.wav", WAV_32F, 1, 48000, 1, loud);
  check_tail("echo", "auto", 24001);
  write_samples("in.wav", WAV_32F, 1, 48000, 1, quiet);
  check_tail("echo", "auto", 1);
}

static void
test_render_control_log_has_a_row_per_block(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", PLUGIN("gain"), "in.wav", "-o", "out.wav", "--block",
       "20000", "--tail", "0", "--control-log", "log.csv");
  check_fine(&run);
  size_t      size = 0;
  char* const log  = read_file("log.csv", &size);
  assert_string_equal(
    log, "time_s,size,mode_now,mix_now,pitch_now,cutoff_now,tone_now\n"
         "0.416666667,20000,0,100,440,12000,440\n"
         "0.833333333,20000,0,100,440,12000,440\n"
         "1.000000000,8000,0,100,440,12000,440\n");
  free(log);
  check_file_count(3);
}

static void
test_render_quiet_prints_nothing(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", "--quiet", PLUGIN("wire"), "in.wav", "-o", "out.wav");
  check_fine(&run);
  assert_string_equal(run.out, "");
}

static void
test_render_gives_a_strict_plugin_all_it_may_expect(void** const state)
{
  static const char* const blocks[] = { "64", "8192", "random:5" };
  (void)state;
  write_input("in.wav");
  for (size_t i = 0; i < 3; ++i) {
    host(&run, "render", PLUGIN("strict"), "in.wav", "-o", "out.wav", "--force",
         "--block", blocks[i], "--control-log", "log.csv", "--preset",
         "Stored seven");
    check_code(&run, 0);
    size_t            size = 0;
    char* const       log  = read_file("log.csv", &size);
    const char* const row  = strrchr(log, ',');
    assert_string_equal(row, ",7\n"); /* its state was restored */
    for (const char* line = strchr(log, '\n'); line && line[1];
         line             = strchr(line + 1, '\n')) {
      check_contains(strchr(line, ','), ",0,"); /* no faults */
      assert_int_equal(strncmp(strchr(line, ','), ",0,", 3), 0);
    }
    free(log);
    check_contains(run.err, "plugin: strict logs 42\n");
    check_contains(run.err, "strict says hello");
    assert_null(strstr(run.out, "strict says hello"));
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_render_wire_returns_every_sample_of_every_depth),
    folder_test(test_render_stereo_wire_keeps_the_sides_apart),
    folder_test(test_render_any_block_size_gives_the_same_bytes),
    folder_test(test_render_takes_the_latency_out_by_default),
    folder_test(test_render_no_compensate_leaves_the_latency_in),
    folder_test(test_render_latency_that_changes_is_said),
    folder_test(test_render_tail_is_as_long_as_asked),
    folder_test(test_render_tail_auto_ends_with_the_last_sound),
    folder_test(test_render_tail_auto_stops_after_30_seconds_and_says_so),
    folder_test(test_render_tail_auto_counts_from_minus_90_dbfs),
    folder_test(test_render_control_log_has_a_row_per_block),
    folder_test(test_render_quiet_prints_nothing),
    folder_test(test_render_gives_a_strict_plugin_all_it_may_expect),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
