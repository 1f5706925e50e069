#include "tests/host/sounds.h"

#define PLUGIN(name) "--plugin", "urn:dala-test:" name

static Run run;

static int
format_of(const char* const path)
{
  Sound sound = read_sound(path);
  free(sound.samples);
  return sound.info.format & (SF_FORMAT_TYPEMASK | SF_FORMAT_SUBMASK);
}

static void
check_format(const char* const out, const int format)
{
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", out);
  check_code(&run, 0);
  assert_int_equal(format_of(out), format);
}

static void
test_format_follows_the_name_of_the_output(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_24, 1, 4000);
  check_format("a.wav", WAV_24);
  check_format("a.flac", FLAC_24);
  check_format("a.FLAC", FLAC_24);
  check_format("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  check_format("a.aif", SF_FORMAT_AIFF | SF_FORMAT_PCM_24);
  check_format("no_ending", WAV_24);
}

static void
test_format_of_the_input_is_kept_without_an_ending(void** const state)
{
  (void)state;
  write_noise("in.wav", FLAC_16, 1, 4000); /* the name lies */
  check_format("out", FLAC_16);
}

static void
test_format_option_decides_without_an_ending(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out", "--format",
       "flac", "--bits", "24");
  check_fine(&run);
  assert_int_equal(format_of("out"), FLAC_24);
}

static void
test_format_that_contradicts_the_ending_is_refused(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.ogg", "--format",
       "wav");
  check_refused(&run, 2, "'out.ogg' ends as ogg does, but --format says wav");
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.mp3");
  check_refused(&run, 2, "no format can be told from '.mp3'");
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.flac", "--bits",
       "32f");
  check_refused(&run, 2, "flac holds 16 or 24 bits");
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.ogg", "--bits",
       "16");
  check_refused(&run, 2, "ogg is lossy");
  check_file_count(1);
}

static void
test_bits_fewer_than_the_input_are_rounded(void** const state)
{
  (void)state;
  // In units of 1/32768: to the nearest, ties to even, full scale held
  const float in[6]  = { 1.4f, 1.6f, -1.6f, 2.5f, 32767.9f, -32768.0f };
  const float want[] = { 1.0f, 2.0f, -2.0f, 2.0f, 32767.0f, -32768.0f };
  float       scaled[6];
  for (int i = 0; i < 6; ++i) {
    scaled[i] = in[i] / 32768.0f;
  }
  write_samples("in.wav", WAV_32F, 1, 48000, 6, scaled);
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.wav", "--bits",
       "16", "--no-dither");
  check_fine(&run);
  Sound out = read_sound("out.wav");
  assert_int_equal(format_of("out.wav"), WAV_16);
  for (int i = 0; i < 6; ++i) {
    check_near(out.samples[i] * 32768.0f, want[i], 0.0);
  }
  free(out.samples);
}

static void
test_clipping_is_counted_and_said(void** const state)
{
  (void)state;
  const float in[6] = { 0.0f, 0.6f, -0.6f, 0.5f, 0.51f, 0.1f };
  write_samples("in.wav", WAV_16, 1, 48000, 6, in);
  host(&run, "render", PLUGIN("gain"), "--set", "gain=6.0205999", "in.wav",
       "-o", "out.wav", "--bits", "16");
  check_code(&run, 0);
  check_contains(run.err, "3 samples above full scale were clipped");
  check_contains(run.err, "peak +1.58 dBFS");
  Sound out = read_sound("out.wav");
  check_near(out.samples[1], 32767.0 / 32768.0, 0.0);
  check_near(out.samples[2], -1.0, 0.0);
  free(out.samples);
}

static void
test_float_output_does_not_clip(void** const state)
{
  (void)state;
  const float in[2] = { 0.75f, -0.75f };
  write_samples("in.wav", WAV_16, 1, 48000, 2, in);
  host(&run, "render", PLUGIN("gain"), "--set", "gain=24", "in.wav", "-o",
       "out.wav", "--bits", "32f");
  check_fine(&run);
  Sound out = read_sound("out.wav");
  check_near(out.samples[0], 0.75 * pow(10.0, 1.2), 1e-5);
  free(out.samples);
}

/// Stereo with 0.5 left and -0.25 right.
static void
write_stereo(void)
{
  float samples[2000];
  for (int i = 0; i < 1000; ++i) {
    samples[2 * i]     = 0.5f;
    samples[2 * i + 1] = -0.25f;
  }
  write_samples("in.wav", WAV_16, 2, 48000, 1000, samples);
}

static void
check_mono(const char* const channel, const double level, const char* const say)
{
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.wav", "--force",
       "--channel", channel);
  check_fine(&run);
  check_contains(run.out, say);
  Sound out = read_sound("out.wav");
  assert_int_equal(out.info.channels, 1);
  check_near(out.samples[0], level, 0.0);
  check_near(out.samples[999], level, 0.0);
  free(out.samples);
}

static void
test_channels_of_stereo_into_mono_are_mixed_and_said(void** const state)
{
  (void)state;
  write_stereo();
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.wav");
  check_fine(&run);
  check_contains(run.out, "2 channels mixed to mono");
  check_mono("mix", 0.125, "2 channels mixed to mono");
  check_mono("left", 0.5, "only the left of 2 channels");
  check_mono("right", -0.25, "only the right of 2 channels");
}

static void
test_channels_of_mono_go_to_both_inputs(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", PLUGIN("wire_stereo"), "in.wav", "-o", "out.wav");
  check_fine(&run);
  Sound in  = read_sound("in.wav");
  Sound out = read_sound("out.wav");
  assert_int_equal(out.info.channels, 2);
  for (int i = 0; i < 48000; ++i) {
    assert_memory_equal(&out.samples[2 * i], &in.samples[i], 4);
    assert_memory_equal(&out.samples[2 * i + 1], &in.samples[i], 4);
  }
  free(in.samples);
  free(out.samples);
}

static void
test_channels_more_than_inputs_need_a_word(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_16, 4, 1000);
  host(&run, "render", PLUGIN("wire_stereo"), "in.wav", "-o", "out.wav");
  check_refused(&run, 10, "'in.wav' has 4 channels and the plugin takes 2");
  check_file_count(1);
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.wav");
  check_refused(&run, 10, "--channel mix, left, right or each");
  host(&run, "render", PLUGIN("wire_stereo"), "in.wav", "-o", "out.wav",
       "--channel", "right");
  check_fine(&run);
  Sound in  = read_sound("in.wav");
  Sound out = read_sound("out.wav");
  assert_memory_equal(&in.samples[4 * 999 + 1], &out.samples[2 * 999], 4);
  free(in.samples);
  free(out.samples);
}

static void
test_channel_each_gives_every_channel_an_instance(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_24, 6, 5011);
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "a.wav", "--channel",
       "each");
  check_fine(&run);
  check_contains(run.out, ", 6 instances");
  check_same_sound("in.wav", "a.wav");
  host(&run, "render", PLUGIN("wire_stereo"), "in.wav", "-o", "b.wav",
       "--channel", "each");
  check_fine(&run);
  check_contains(run.out, ", 3 instances");
  check_same_sound("in.wav", "b.wav");
  // Latency and automation are those of one, for all
  write_file("a.csv", "0,drift,0\n", 10);
  host(&run, "render", PLUGIN("latency"), "in.wav", "-o", "c.wav", "--channel",
       "each", "--automation", "a.csv");
  check_fine(&run);
  check_same_sound("in.wav", "c.wav");
  write_noise("three.wav", WAV_16, 3, 100);
  host(&run, "render", PLUGIN("wire_stereo"), "three.wav", "-o", "d.wav",
       "--channel", "each");
  check_refused(&run, 10, "3 channels, which do not share out by 2");
  host(&run, "render", PLUGIN("wire"), "three.wav", "-o", "d.wav", "--channel",
       "each", "--save-state", "s.ttl");
  check_refused(&run, 28, "3 instances");
}

/// The bytes of the chunk `name` in a RIFF file, or NULL.
static const char*
find_chunk(const char* const bytes, const size_t size, const char* const name)
{
  for (size_t at = 12; at + 8 <= size && at < 200; at += 2) {
    if (!memcmp(bytes + at, name, 4)) {
      return bytes + at + 8;
    }
  }
  return NULL;
}

static void
test_file_that_might_have_become_rf64_holds_no_time(void** const state)
{
  (void)state;
  static const char time_of_nothing[4] = { 0 };
  size_t            size               = 0;
  // A FLAC file of a length that is not stated, as from an encoder in a pipe
  write_noise("whole.flac", FLAC_16, 1, 4000);
  char* flac = read_file("whole.flac", &size);
  flac[21] &= '\xF0';
  memset(flac + 22, 0, 4);
  write_file("in.flac", flac, size);
  free(flac);
  host(&run, "render", PLUGIN("wire"), "in.flac", "-o", "out.wav", "--bits",
       "32f");
  check_fine(&run);
  char* const       wav  = read_file("out.wav", &size);
  const char* const peak = find_chunk(wav, size, "PEAK");
  assert_non_null(find_chunk(wav, size, "data"));
  assert_true(!peak || !memcmp(peak + 4, time_of_nothing, 4));
  free(wav);
  Sound in  = read_sound("whole.flac");
  Sound out = read_sound("out.wav");
  assert_int_equal(out.info.frames, 4000);
  assert_memory_equal(in.samples, out.samples, 4 * 4000);
  free(in.samples);
  free(out.samples);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_format_follows_the_name_of_the_output),
    folder_test(test_format_of_the_input_is_kept_without_an_ending),
    folder_test(test_format_option_decides_without_an_ending),
    folder_test(test_format_that_contradicts_the_ending_is_refused),
    folder_test(test_bits_fewer_than_the_input_are_rounded),
    folder_test(test_clipping_is_counted_and_said),
    folder_test(test_float_output_does_not_clip),
    folder_test(test_channels_of_stereo_into_mono_are_mixed_and_said),
    folder_test(test_channels_of_mono_go_to_both_inputs),
    folder_test(test_channels_more_than_inputs_need_a_word),
    folder_test(test_channel_each_gives_every_channel_an_instance),
    folder_test(test_file_that_might_have_become_rf64_holds_no_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
