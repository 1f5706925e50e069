#ifndef DALA_TESTS_HOST_SOUNDS_H
#define DALA_TESTS_HOST_SOUNDS_H

#include "tests/host/host_test.h"

/// Sound files for the tests: written, read back, compared.

#define WAV_16 (SF_FORMAT_WAV | SF_FORMAT_PCM_16)
#define WAV_24 (SF_FORMAT_WAV | SF_FORMAT_PCM_24)
#define WAV_32F (SF_FORMAT_WAV | SF_FORMAT_FLOAT)
#define FLAC_16 (SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
#define FLAC_24 (SF_FORMAT_FLAC | SF_FORMAT_PCM_24)

/// A file read back.
typedef struct {
  SF_INFO info;
  float*  samples; /* interleaved */
} Sound;

static inline void
write_samples(const char* const path, const int format, const int channels,
              const int rate, const sf_count_t frames,
              const float* const samples)
{
  SF_INFO        info = { 0, rate, channels, format, 0, 0 };
  SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);
  sf_command(file, SFC_SET_CLIPPING, NULL, SF_TRUE);
  assert_int_equal(sf_writef_float(file, samples, frames), frames);
  assert_int_equal(sf_close(file), 0);
}

/**
   Noise over the whole range of the format, full scale on both sides
   included, the same for the same number of samples.
*/
static inline void
write_noise(const char* const path, const int format, const int channels,
            const sf_count_t frames)
{
  const size_t   n       = (size_t)frames * (size_t)channels;
  int32_t* const noise   = (int32_t*)calloc(n ? n : 1, sizeof(int32_t));
  uint32_t       random  = 12345u;
  SF_INFO        info    = { 0, 48000, channels, format, 0, 0 };
  SNDFILE* const file    = sf_open(path, SFM_WRITE, &info);
  const bool     integer = (format & SF_FORMAT_SUBMASK) != SF_FORMAT_FLOAT;
  assert_non_null(file);
  assert_non_null(noise);
  for (size_t i = 0; i < n; ++i) {
    random   = random * 1664525u + 1013904223u;
    noise[i] = (int32_t)(random & (integer ? 0xFFFFFF00u : 0xFFFF0000u));
  }
  if (n > 1) {
    noise[0] = INT32_MIN;
    noise[1] = INT32_MAX;
  }
  assert_int_equal(sf_writef_int(file, noise, frames), frames);
  assert_int_equal(sf_close(file), 0);
  free(noise);
}

/// The usual input: one second of mono noise, 16 bit.
static inline void
write_input(const char* const path)
{
  write_noise(path, WAV_16, 1, 48000);
}

static inline Sound
read_sound(const char* const path)
{
  Sound          sound = { { 0 }, NULL };
  SNDFILE* const file  = sf_open(path, SFM_READ, &sound.info);
  if (!file) {
    print_error("%s: %s\n", path, sf_strerror(NULL));
    fail();
  }
  const size_t n = (size_t)sound.info.frames * (size_t)sound.info.channels;
  sound.samples  = (float*)calloc(n + 1, sizeof(float));
  assert_int_equal(sf_readf_float(file, sound.samples, sound.info.frames),
                   sound.info.frames);
  sf_close(file);
  return sound;
}

/// The sound of both files is the same in every bit, and so is the format.
static inline void
check_same_sound(const char* const a, const char* const b)
{
  Sound        x = read_sound(a);
  Sound        y = read_sound(b);
  const size_t n = (size_t)x.info.frames * (size_t)x.info.channels;
  assert_int_equal(x.info.frames, y.info.frames);
  assert_int_equal(x.info.channels, y.info.channels);
  assert_int_equal(x.info.samplerate, y.info.samplerate);
  assert_int_equal(x.info.format & SF_FORMAT_SUBMASK,
                   y.info.format & SF_FORMAT_SUBMASK);
  assert_memory_equal(x.samples, y.samples, n * sizeof(float));
  free(x.samples);
  free(y.samples);
}

static inline sf_count_t
length_of(const char* const path)
{
  Sound            sound  = read_sound(path);
  const sf_count_t frames = sound.info.frames;
  free(sound.samples);
  return frames;
}

/// The gain in dB from the input of enter_with_input() to out.wav.
static inline double
gain_of_output(void)
{
  Sound        out   = read_sound("out.wav");
  const double level = 20.0 * log10((double)out.samples[0] / 0.01);
  free(out.samples);
  return level;
}

/// Make a folder with in.wav, 100 frames of a constant 0.01.
static inline int
enter_with_input(void** const state)
{
  float samples[100];
  for (int i = 0; i < 100; ++i) {
    samples[i] = 0.01f;
  }
  if (enter_folder(state)) {
    return 1;
  }
  write_samples("in.wav", WAV_32F, 1, 48000, 100, samples);
  return 0;
}

/// A test in a folder with that input.
#define input_test(function)                                                   \
  cmocka_unit_test_setup_teardown(function, enter_with_input, leave_folder)

#endif // DALA_TESTS_HOST_SOUNDS_H
