#include "tests/host/sounds.h"

#define PLUGIN(name) "--plugin", "urn:dala-test:" name

static Run run;

/// A sine in in.wav, 32-bit float.
static void
write_sine(const int rate, const sf_count_t frames, const double freq,
           const double peak)
{
  float* const samples = (float*)calloc((size_t)frames, sizeof(float));
  assert_non_null(samples);
  for (sf_count_t i = 0; i < frames; ++i) {
    samples[i] =
      (float)(peak * sin(2.0 * 3.14159265358979 * freq * (double)i / rate));
  }
  write_samples("in.wav", WAV_32F, 1, rate, frames, samples);
  free(samples);
}

static float
peak_of(const Sound* const sound)
{
  float peak = 0.0f;
  for (sf_count_t i = 0; i < sound->info.frames * sound->info.channels; ++i) {
    peak = fmaxf(peak, fabsf(sound->samples[i]));
  }
  return peak;
}

static void
test_rate_keeps_a_sine_in_tune_and_in_place(void** const state)
{
  (void)state;
  write_sine(44100, 44100, 1000.0, 0.5);
  host(&run, "render", PLUGIN("wire"), "--rate", "48000", "in.wav", "-o",
       "out.wav");
  check_fine(&run);
  check_contains(run.out, "48000 Hz");
  check_contains(run.out, "resampled from 44100 Hz");
  Sound out = read_sound("out.wav");
  assert_int_equal(out.info.samplerate, 48000);
  assert_int_equal(out.info.frames, 48000);
  double error = 0.0;
  for (int i = 4000; i < 44000; ++i) {
    const double want =
      0.5 * sin(2.0 * 3.14159265358979 * 1000.0 * i / 48000.0);
    error = fmax(error, fabs((double)out.samples[i] - want));
  }
  assert_true(error < 1e-6); /* -120 dBFS: what is left of 32-bit floats */
  free(out.samples);
}

static void
check_length(const char* const rate, const sf_count_t in, const sf_count_t out)
{
  write_noise("in.wav", WAV_24, 2, in);
  host(&run, "render", PLUGIN("wire_stereo"), "--rate", rate, "--tail", "0",
       "in.wav", "-o", "out.wav", "--force", "--bits", "32f");
  check_fine(&run);
  assert_int_equal(length_of("out.wav"), out);
}

static void
test_rate_gives_the_length_to_the_nearest_frame(void** const state)
{
  (void)state;
  check_length("96000", 30011, 60022);
  check_length("44100", 30011, 27573); /* 27572.6 */
  check_length("44100", 1, 1);         /* 0.92 */
  check_length("16000", 4097, 1366);   /* 1365.67 */
  check_length("24000", 4097, 2049);   /* 2048.5 */
  check_length("47999", 100000, 99998);
  check_length("48000", 4097, 4097);
}

static void
test_rate_does_not_depend_on_the_blocks(void** const state)
{
  static const char* const blocks[] = { "1", "1000", "65536", "random:2" };
  (void)state;
  write_noise("in.wav", WAV_16, 1, 10007);
  host(&run, "render", PLUGIN("echo"), "--rate", "44100", "in.wav", "-o",
       "default.wav", "--bits", "32f");
  check_fine(&run);
  for (size_t i = 0; i < 4; ++i) {
    host(&run, "render", PLUGIN("echo"), "--rate", "44100", "in.wav", "-o",
         "out.wav", "--force", "--bits", "32f", "--block", blocks[i]);
    check_fine(&run);
    assert_true(same_bytes("default.wav", "out.wav"));
  }
}

static void
test_dither_makes_the_error_independent_and_repeats(void** const state)
{
  (void)state;
  enum { FRAMES = 48000 };
  const double step = 1.0 / 32768.0;
  write_sine(48000, FRAMES, 100.0, 0.3 * step); /* less than half a step */
  host(&run, "render", PLUGIN("wire"), "--bits", "16", "in.wav", "-o",
       "out.wav", "--tail", "0");
  check_fine(&run);
  check_contains(run.out, ", dithered");
  host(&run, "render", PLUGIN("wire"), "--bits", "16", "in.wav", "-o",
       "again.wav", "--tail", "0", "--block", "999");
  check_fine(&run);
  assert_true(same_bytes("out.wav", "again.wav"));
  Sound  in     = read_sound("in.wav");
  Sound  out    = read_sound("out.wav");
  double mean   = 0.0;
  double square = 0.0;
  double along  = 0.0;
  for (int i = 0; i < FRAMES; ++i) {
    const double error =
      ((double)out.samples[i] - (double)in.samples[i]) / step;
    mean += error / FRAMES;
    square += error * error / FRAMES;
    along += error * (double)in.samples[i] / step / FRAMES;
  }
  check_near(mean, 0.0, 0.01);
  check_near(square, 0.25, 0.01); /* 1/12 of rounding and 1/6 of noise */
  check_near(along, 0.0, 0.005);
  free(in.samples);
  free(out.samples);
  host(&run, "render", PLUGIN("wire"), "--bits", "16", "--no-dither", "in.wav",
       "-o", "plain.wav", "--tail", "0");
  check_fine(&run);
  out = read_sound("plain.wav");
  check_near(peak_of(&out), 0.0, 0.0);
  free(out.samples);
}

static void
test_output_that_would_clip_becomes_float(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_16, 1, 30000);
  host(&run, "render", PLUGIN("gain"), "--set", "gain=12", "in.wav", "-o",
       "out.wav", "--control-log", "log.csv");
  check_code(&run, 0);
  check_contains(run.err, "would have clipped and was written as 32-bit float");
  check_file_count(3);
  Sound in  = read_sound("in.wav");
  Sound out = read_sound("out.wav");
  assert_int_equal(out.info.format & SF_FORMAT_SUBMASK, SF_FORMAT_FLOAT);
  assert_int_equal(out.info.frames, 30000);
  for (int i = 0; i < 30000; ++i) {
    check_near(out.samples[i], in.samples[i] * powf(10.0f, 0.6f), 1e-5);
  }
  free(in.samples);
  free(out.samples);
  host(&run, "render", PLUGIN("gain"), "--set", "gain=12", "in.wav", "-o",
       "out.flac");
  check_code(&run, 0);
  check_contains(run.err, "samples above full scale were clipped");
  check_contains(run.err, "; use --format wav --bits 32f or lower the level");
}

static void
test_normalize_reaches_the_loudness(void** const state)
{
  (void)state;
  // By ITU-R BS.1770 a sine of 997 Hz at full scale has -3.01 LUFS
  write_sine(48000, 5 * 48000, 997.0, 0.1);
  host(&run, "render", PLUGIN("wire"), "--normalize", "-23LUFS", "in.wav", "-o",
       "out.wav", "--tail", "0");
  check_fine(&run);
  check_contains(run.out, "-23.0 LUFS +0.0 dB, true peak -20.0 dBTP");
  check_file_count(2);
  host(&run, "render", PLUGIN("wire"), "--normalize", "-9", "in.wav", "-o",
       "loud.wav", "--tail", "0");
  check_fine(&run);
  Sound out = read_sound("loud.wav");
  check_near(20.0 * log10((double)peak_of(&out)), -9.0 + 3.01, 0.05);
  assert_int_equal(out.info.frames, 5 * 48000);
  free(out.samples);
}

static void
test_normalize_that_would_clip_becomes_float(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_16, 1, 96000);
  host(&run, "render", PLUGIN("wire"), "--normalize", "-0", "in.wav", "-o",
       "out.wav");
  check_code(&run, 0);
  check_contains(run.err, "written as 32-bit float");
  Sound out = read_sound("out.wav");
  assert_int_equal(out.info.format & SF_FORMAT_SUBMASK, SF_FORMAT_FLOAT);
  assert_true(peak_of(&out) > 1.0f);
  free(out.samples);
  host(&run, "render", PLUGIN("wire"), "--normalize", "0", "in.wav", "-o",
       "cut.wav", "--bits", "16");
  check_code(&run, 0);
  check_contains(run.err, "were clipped");
}

static void
test_normalize_of_silence_changes_nothing_and_says_so(void** const state)
{
  static const float samples[48000];
  (void)state;
  write_samples("in.wav", WAV_16, 1, 48000, 48000, samples);
  host(&run, "render", PLUGIN("wire"), "--normalize", "-23", "in.wav", "-o",
       "out.wav");
  check_code(&run, 0);
  check_contains(run.err, "too quiet or short");
  check_same_sound("in.wav", "out.wav");
}

/// One second of noise with tags, a BWF stamp and a cue point.
static void
write_tagged(const char* const path, const int format)
{
  static int16_t    samples[48000] = { 100, -100, 3 };
  SF_INFO           info           = { 0, 48000, 1, format, 0, 0 };
  SNDFILE* const    file           = sf_open(path, SFM_WRITE, &info);
  SF_BROADCAST_INFO stamp = { .time_reference_low = 480000, .version = 1 };
  SF_CUES           cues  = { .cue_count = 1 };
  strcpy(stamp.description, "Steppe, take 3");
  cues.cue_points[0].indx          = 1;
  cues.cue_points[0].position      = 24000;
  cues.cue_points[0].sample_offset = 24000;
  memcpy(&cues.cue_points[0].fcc_chunk, "data", 4);
  assert_non_null(file);
  sf_set_string(file, SF_STR_TITLE, "Aqqu");
  sf_set_string(file, SF_STR_ARTIST, "Yqylas");
  if ((format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV) {
    assert_int_equal(
      sf_command(file, SFC_SET_BROADCAST_INFO, &stamp, sizeof(stamp)), 1);
    assert_int_equal(sf_command(file, SFC_SET_CUE, &cues, sizeof(cues)), 1);
  }
  assert_int_equal(sf_writef_short(file, samples, 48000), 48000);
  assert_int_equal(sf_close(file), 0);
}

static void
check_tags(const char* const path, const uint32_t stamp, const uint32_t cue)
{
  SF_INFO        info = { 0 };
  SNDFILE* const file = sf_open(path, SFM_READ, &info);
  assert_non_null(file);
  const char* const title  = sf_get_string(file, SF_STR_TITLE);
  const char* const artist = sf_get_string(file, SF_STR_ARTIST);
  assert_string_equal(title ? title : "", "Aqqu");
  assert_string_equal(artist ? artist : "", "Yqylas");
  SF_BROADCAST_INFO broadcast = { .version = 0 };
  SF_CUES           cues      = { .cue_count = 0 };
  if (stamp) {
    assert_int_equal(
      sf_command(file, SFC_GET_BROADCAST_INFO, &broadcast, sizeof(broadcast)),
      1);
    assert_int_equal(broadcast.time_reference_low, stamp);
    assert_int_equal(strncmp(broadcast.description, "Steppe, take 3", 14), 0);
    assert_int_equal(sf_command(file, SFC_GET_CUE, &cues, sizeof(cues)), 1);
    assert_int_equal(cues.cue_count, 1);
    assert_int_equal(cues.cue_points[0].sample_offset, cue);
  }
  sf_close(file);
}

static void
test_tags_stamp_and_cues_are_carried_over(void** const state)
{
  (void)state;
  write_tagged("in.wav", WAV_16);
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.wav");
  check_fine(&run);
  check_tags("out.wav", 480000, 24000);
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "slow.wav", "--rate",
       "24000");
  check_fine(&run);
  check_tags("slow.wav", 240000, 12000);
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "loud.wav",
       "--normalize", "-23", "--quiet");
  check_code(&run, 0);
  check_tags("loud.wav", 480000, 24000);
  write_tagged("in.flac", FLAC_16);
  host(&run, "render", PLUGIN("wire"), "in.flac", "-o", "out.flac");
  check_fine(&run);
  check_tags("out.flac", 0, 0);
  host(&run, "render", PLUGIN("wire"), "in.flac", "-o", "out.ogg");
  check_fine(&run);
  check_tags("out.ogg", 0, 0);
}

static void
test_tags_that_a_format_cannot_hold_are_said(void** const state)
{
  (void)state;
  write_tagged("in.wav", WAV_16);
  host(&run, "render", PLUGIN("wire"), "in.wav", "-o", "out.flac");
  check_code(&run, 0);
  check_contains(run.err, "the BWF time stamp is lost");
  check_tags("out.flac", 0, 0);
}

static void
test_level_and_rate_out_of_reason_exit_2(void** const state)
{
  static const char* const bad[][2] = {
    { "--rate", "999" },       { "--rate", "44.1k" },
    { "--rate", "1e6" },       { "--rate", "44100.5" },
    { "--normalize", "23" },   { "--normalize", "-61" },
    { "--normalize", "-2dB" }, { "--normalize", "loud" },
  };
  (void)state;
  write_input("in.wav");
  for (size_t i = 0; i < 8; ++i) {
    host(&run, "render", PLUGIN("wire"), bad[i][0], bad[i][1], "in.wav", "-o",
         "out.wav");
    check_refused(&run, 2, "is not understood");
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_rate_keeps_a_sine_in_tune_and_in_place),
    folder_test(test_rate_gives_the_length_to_the_nearest_frame),
    folder_test(test_rate_does_not_depend_on_the_blocks),
    folder_test(test_dither_makes_the_error_independent_and_repeats),
    folder_test(test_output_that_would_clip_becomes_float),
    folder_test(test_normalize_reaches_the_loudness),
    folder_test(test_normalize_that_would_clip_becomes_float),
    folder_test(test_normalize_of_silence_changes_nothing_and_says_so),
    folder_test(test_tags_stamp_and_cues_are_carried_over),
    folder_test(test_tags_that_a_format_cannot_hold_are_said),
    folder_test(test_level_and_rate_out_of_reason_exit_2),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
