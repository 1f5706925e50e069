/**
   Checks a rendered sound file, alone or against another:

     wavcheck FILE FRAMES [REFERENCE]

   Exit 0 when FILE has that many frames, every sample is finite and some sound
   is in it, and when every sample equals that of REFERENCE as a number. One
   line says what was found.
*/
#include <sndfile.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  SF_INFO info;
  float*  samples;
} Sound;

static bool
read_sound(const char* const path, Sound* const sound)
{
  SNDFILE* const file = sf_open(path, SFM_READ, &sound->info);
  if (!file) {
    printf("%s cannot be read\n", path);
    return false;
  }
  const size_t channels = (size_t)sound->info.channels;
  const size_t count    = (size_t)sound->info.frames * channels;
  sound->samples        = (float*)calloc(count + 1U, sizeof(float));
  const bool whole      = sound->samples &&
                     sf_readf_float(file, sound->samples, sound->info.frames) ==
                       sound->info.frames;
  sf_close(file);
  if (!whole) {
    printf("%s cannot be read to its end\n", path);
  }
  return whole;
}

static bool
same(const Sound* const a, const Sound* const b, const size_t count)
{
  if (a->info.channels != b->info.channels ||
      a->info.frames != b->info.frames) {
    printf(", reference has %d channels of %ld frames\n", b->info.channels,
           (long)b->info.frames);
    return false;
  }
  size_t different = 0U;
  size_t first     = 0U;
  double largest   = 0.0;
  for (size_t i = 0U; i < count; ++i) {
    const double difference = (double)a->samples[i] - (double)b->samples[i];
    if (!(fabs(difference) <= 0.0)) {
      first   = different++ ? first : i;
      largest = fmax(largest, fabs(difference));
    }
  }
  if (different) {
    printf(", differs in %zu samples by up to %.1f dBFS, first in frame %zu\n",
           different, 20.0 * log10(largest + 1e-20),
           first / (size_t)a->info.channels);
    return false;
  }
  printf(", bit-equal\n");
  return true;
}

int
main(const int argc, char** const argv)
{
  Sound sound     = { .info = { 0 } };
  Sound reference = { .info = { 0 } };
  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: wavcheck FILE FRAMES [REFERENCE]\n");
    return 2;
  }
  if (!read_sound(argv[1], &sound) ||
      (argc == 4 && !read_sound(argv[3], &reference))) {
    return 1;
  }
  const size_t count = (size_t)sound.info.frames * (size_t)sound.info.channels;
  size_t       bad   = 0U;
  double       peak  = 0.0;
  for (size_t i = 0U; i < count; ++i) {
    if (!isfinite(sound.samples[i])) {
      ++bad;
    } else {
      peak = fmax(peak, fabs((double)sound.samples[i]));
    }
  }
  printf("%d channels of %ld frames, peak %.1f dBFS, %zu not finite",
         sound.info.channels, (long)sound.info.frames,
         20.0 * log10(peak + 1e-20), bad);
  const bool sane =
    !bad && peak > 1e-4 && sound.info.frames == strtol(argv[2], NULL, 10);
  if (!sane) {
    printf(", wanted %s frames of sound\n", argv[2]);
    return 1;
  }
  if (argc == 4) {
    return same(&sound, &reference, count) ? 0 : 1;
  }
  printf("\n");
  return 0;
}
