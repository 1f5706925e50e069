#include "tests/host/sounds.h"

#define EVENTS "--plugin", "urn:dala-test:events", "--tail", "0"

/// Outputs of the plugin that writes its events down.
enum {
  MIDI,
  FRAME,
  RATE,
  SPEED,
  BAR,
  BAR_BEAT,
  BEAT,
  BEAT_UNIT,
  BEATS_PER_BAR,
  BPM,
  N_OUTPUTS
};

static Run run;

/// A folder with in.wav: two seconds of silence at 48000 Hz.
static int
enter_with_silence(void** const state)
{
  static const float samples[96000];
  if (enter_folder(state)) {
    return 1;
  }
  write_samples("in.wav", WAV_16, 1, 48000, 96000, samples);
  return 0;
}

#define silence_test(function)                                                 \
  cmocka_unit_test_setup_teardown(function, enter_with_silence, leave_folder)

/// Render with these options and check that out.wav has so many events.
#define play(out, ...)                                                         \
  do {                                                                         \
    host(&run, "render", EVENTS, "in.wav", "-o", "out.wav", "--force",         \
         "--bits", "32f", __VA_ARGS__);                                        \
    check_fine(&run);                                                          \
    (out) = read_sound("out.wav");                                             \
    assert_int_equal((out).info.channels, N_OUTPUTS);                          \
  } while (0)

static void
check_value(const Sound* const out, const sf_count_t frame, const int output,
            const double value)
{
  check_near(out->samples[frame * N_OUTPUTS + output], value, 1e-4);
}

/// The only frames with something on `output` are these.
static void
check_frames(const Sound* const out, const int output, const size_t count,
             const sf_count_t* const frames)
{
  size_t found = 0;
  for (sf_count_t i = 0; i < out->info.frames; ++i) {
    if (out->samples[i * N_OUTPUTS + output] != 0.0f) {
      assert_true(found < count);
      assert_int_equal(i, frames[found++]);
    }
  }
  assert_int_equal(found, count);
}

#define HEAD(format, tracks, division)                                         \
  "MThd\0\0\0\6\0" format "\0" tracks division

/// Format 1, 480 ticks per quarter: tempo 120, from beat 2 on 60; at beat 1
/// note 60, off by running status; at beat 3 note 64 and a system exclusive.
static const char song[] = HEAD("\1", "\2", "\1\xE0") //
  "MTrk\0\0\0\x1B"                                    //
  "\0\xFF\x51\3\x07\xA1\x20"
  "\0\xFF\x58\4\3\2\x18\x08"
  "\x87\x40\xFF\x51\3\x0F\x42\x40"
  "\0\xFF\x2F\0"
  "MTrk\0\0\0\x1B"
  "\x83\x60\x90\x3C\x40"
  "\x60\x3C\0"
  "\x87\x00\x90\x40\x40"
  "\0\xF0\3\x43\x10\xF7"
  "\0\x80\x40\x40"
  "\0\xFF\x2F\0";

static void
test_midi_file_plays_at_its_frames(void** const state)
{
  (void)state;
  // Beat 1 is at 0.5 s, off 96 ticks later at 0.6 s; beat 2 at 1 s. Then 480
  // ticks are a second: 0x380 + 96 + 480 = 1472 ticks are beat 3 and 32 ticks
  static const sf_count_t frames[] = { 24000, 28800, 0 };
  sf_count_t              third    = 0;
  Sound                   out;
  write_file("a.mid", song, sizeof(song) - 1u);
  play(out, "--midi", "a.mid", "--tail", "3");
  third = 48000 + (sf_count_t)llrint((1472.0 - 960.0) / 480.0 * 48000.0);
  const sf_count_t all[] = { frames[0], frames[1], third };
  check_frames(&out, MIDI, 3, all);
  check_value(&out, 24000, MIDI, 60.0 + 3.0 / 16.0);
  check_value(&out, 28800, MIDI, 60.0 + 3.0 / 16.0);
  check_value(&out, third, MIDI, 64.0 + 67.0 + 64.0 + 10.0 / 16.0);
  free(out.samples);
}

static void
test_midi_file_tempo_map_is_sent_as_position(void** const state)
{
  (void)state;
  static const sf_count_t changes[] = { 0, 48000 };
  Sound                   out;
  write_file("a.mid", song, sizeof(song) - 1u);
  play(out, "--midi", "a.mid", "--tail", "3", "--block", "100");
  check_frames(&out, BPM, 2, changes);
  check_frames(&out, SPEED, 2, changes);
  check_value(&out, 0, BPM, 120.0);
  check_value(&out, 0, BEATS_PER_BAR, 3.0);
  check_value(&out, 0, BEAT_UNIT, 4.0);
  check_value(&out, 48000, BPM, 60.0);
  check_value(&out, 48000, BAR, 0.0);
  check_value(&out, 48000, BAR_BEAT, 2.0);
  check_value(&out, 48000, BEAT, 2.0);
  check_value(&out, 48000, FRAME, 48000.0);
  check_value(&out, 48000, RATE, 48000.0);
  check_value(&out, 48000, SPEED, 1.0);
  free(out.samples);
}

static void
test_midi_file_meter_change_in_a_bar_begins_a_bar(void** const state)
{
  // 4/4, after five quarters 6/8, a quarter later the tempo once more
  static const char meters[] = HEAD("\0", "\1", "\1\xE0") //
    "MTrk\0\0\0\x1D"
    "\0\xFF\x58\4\4\2\x18\x08"
    "\x92\x60\xFF\x58\4\6\3\x18\x08"
    "\x83\x60\xFF\x51\3\x07\xA1\x20"
    "\0\xFF\x2F\0";
  static const sf_count_t changes[] = { 0, 120000, 144000 };
  Sound                   out;
  (void)state;
  write_file("a.mid", meters, sizeof(meters) - 1u);
  play(out, "--midi", "a.mid", "--tail", "3");
  check_frames(&out, BPM, 3, changes);
  check_value(&out, 120000, BAR, 2.0);
  check_value(&out, 120000, BAR_BEAT, 0.0);
  check_value(&out, 120000, BEAT, 5.0);
  check_value(&out, 120000, BEAT_UNIT, 8.0);
  check_value(&out, 120000, BPM, 240.0); /* eighths */
  check_value(&out, 144000, BAR, 2.0);
  check_value(&out, 144000, BAR_BEAT, 2.0);
  check_value(&out, 144000, BEAT, 7.0);
  free(out.samples);
}

static void
test_midi_events_do_not_depend_on_the_blocks(void** const state)
{
  static const char* const blocks[] = { "1", "4096", "65536", "random:3" };
  Sound                    out;
  (void)state;
  write_file("a.mid", song, sizeof(song) - 1u);
  play(out, "--midi", "a.mid", "--tail", "3");
  free(out.samples);
  assert_int_equal(rename("out.wav", "default.wav"), 0);
  for (size_t i = 0; i < 4; ++i) {
    play(out, "--midi", "a.mid", "--tail", "3", "--block", blocks[i]);
    free(out.samples);
    assert_true(same_bytes("default.wav", "out.wav"));
  }
}

static void
test_midi_more_events_than_the_port_holds_shorten_the_block(void** const state)
{
  // 9000 notes, one per tick; at 480 ticks and 120 a tick is 50 frames
  static unsigned char file[22 + 9000 * 4];
  static const char    head[] = HEAD("\0", "\1", "\1\xE0") "MTrk";
  const uint32_t       size   = 9000 * 4;
  Sound                out;
  (void)state;
  memcpy(file, head, 18);
  for (int i = 0; i < 4; ++i) {
    file[18 + i] = (unsigned char)(size >> (24 - 8 * i));
  }
  for (int i = 0; i < 9000; ++i) {
    memcpy(file + 22 + 4 * i, i % 5 ? "\0\x90\x3C\x40" : "\1\x90\x3C\x40", 4);
  }
  write_file("a.mid", file, sizeof(file));
  play(out, "--midi", "a.mid", "--block", "65536");
  double sum = 0.0;
  for (sf_count_t i = 0; i < out.info.frames; ++i) {
    sum += (double)out.samples[i * N_OUTPUTS];
  }
  check_near(sum, 9000 * (60.0 + 3.0 / 16.0), 1.0);
  free(out.samples);
}

static void
test_midi_that_goes_on_after_the_sound_is_said(void** const state)
{
  (void)state;
  write_file("a.mid", song, sizeof(song) - 1u);
  host(&run, "render", EVENTS, "--midi", "a.mid", "in.wav", "-o", "out.wav",
       "--bits", "32f");
  check_code(&run, 0);
  check_contains(run.err, "the MIDI file goes on for 0.067 s after the end");
}

static void
check_bad(const void* const bytes, const size_t size, const char* const what)
{
  write_file("a.mid", bytes, size);
  host(&run, "render", EVENTS, "--midi", "a.mid", "in.wav", "-o", "out.wav");
  check_refused(&run, 26, what);
  assert_false(exists("out.wav"));
}

#define bad(text, what) check_bad(text, sizeof(text) - 1u, what)
#define ONE HEAD("\0", "\1", "\1\xE0") "MTrk\0\0\0"

static void
test_midi_file_that_is_damaged_exits_26(void** const state)
{
  (void)state;
  bad("", "does not begin as a MIDI file");
  bad("RIFFxxxxxxxxxxxxxxxxx", "does not begin as a MIDI file");
  bad(HEAD("\2", "\1", "\1\xE0"), "format 2");
  bad(HEAD("\0", "\1", "\0\0"), "its unit of time is not known");
  bad(HEAD("\0", "\1", "\xE6\x28"), "its unit of time is not known");
  bad(HEAD("\0", "\1", "\1\xE0"), "a track is missing");
  bad(ONE "\x20\0", "longer than what is left");
  bad(ONE "\2\0\x3C", "no status byte");
  bad(ONE "\4\0\x90\x3C\x80", "a status byte in its middle");
  bad(ONE "\3\0\x90\x3C", "a message is cut off");
  bad(ONE "\5\x80\x80\x80\x80\x80", "cut off or too long");
  bad(ONE "\3\0\xF4\0", "a byte that no event begins with");
  bad(ONE "\4\0\xFF\1\5", "past the end of its track");
  bad(ONE "\1\0", "in the middle of an event");
}

static void
test_midi_for_a_plugin_without_such_a_port_exits_27(void** const state)
{
  (void)state;
  write_file("a.mid", song, sizeof(song) - 1u);
  host(&run, "render", "--plugin", "urn:dala-test:wire", "--midi", "a.mid",
       "in.wav", "-o", "out.wav");
  check_refused(&run, 27, "takes no MIDI");
  host(&run, "render", "--plugin", "urn:dala-test:wire", "--bpm", "100",
       "in.wav", "-o", "out.wav");
  check_refused(&run, 27, "takes no tempo");
}

static void
test_bpm_and_meter_are_sent_at_the_start(void** const state)
{
  (void)state;
  static const sf_count_t start[] = { 0 };
  Sound                   out;
  play(out, "--bpm", "90.5", "--meter", "6/8");
  check_frames(&out, BPM, 1, start);
  check_value(&out, 0, BPM, 90.5);
  check_value(&out, 0, BEATS_PER_BAR, 6.0);
  check_value(&out, 0, BEAT_UNIT, 8.0);
  free(out.samples);
  play(out, "--quiet");
  check_frames(&out, BPM, 0, NULL);
  free(out.samples);
}

static void
test_bpm_and_meter_out_of_reason_exit_2(void** const state)
{
  static const char* const bad[][2] = {
    { "--bpm", "0" },     { "--bpm", "fast" },   { "--bpm", "1001" },
    { "--bpm", "-5" },    { "--meter", "4" },    { "--meter", "4/3" },
    { "--meter", "0/4" }, { "--meter", "3/4x" },
  };
  (void)state;
  for (size_t i = 0; i < 8; ++i) {
    host(&run, "render", EVENTS, bad[i][0], bad[i][1], "in.wav", "-o",
         "out.wav");
    check_refused(&run, 2, "is not understood");
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    silence_test(test_midi_file_plays_at_its_frames),
    silence_test(test_midi_file_tempo_map_is_sent_as_position),
    silence_test(test_midi_file_meter_change_in_a_bar_begins_a_bar),
    silence_test(test_midi_events_do_not_depend_on_the_blocks),
    silence_test(test_midi_more_events_than_the_port_holds_shorten_the_block),
    silence_test(test_midi_that_goes_on_after_the_sound_is_said),
    silence_test(test_midi_file_that_is_damaged_exits_26),
    silence_test(test_midi_for_a_plugin_without_such_a_port_exits_27),
    silence_test(test_bpm_and_meter_are_sent_at_the_start),
    silence_test(test_bpm_and_meter_out_of_reason_exit_2),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
