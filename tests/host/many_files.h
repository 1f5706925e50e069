#ifndef DALA_TESTS_HOST_MANY_FILES_H
#define DALA_TESTS_HOST_MANY_FILES_H

#include "tests/host/sounds.h"

/// A folder of files to be rendered, for the tests of batches.

#define WIRE "--plugin", "urn:dala-test:wire"

/// Folder `in` with four files of noise, 0.wav to 3.wav.
static inline int
enter_with_files(void** const state)
{
  if (enter_folder(state) || mkdir("in", 0755)) {
    return 1;
  }
  for (int i = 0; i < 4; ++i) {
    char name[32];
    snprintf(name, sizeof name, "in/%d.wav", i);
    write_noise(name, WAV_16, 1, 48000 + i);
  }
  return 0;
}

/// A test in a folder with those.
#define files_test(function)                                                   \
  cmocka_unit_test_setup_teardown(function, enter_with_files, leave_folder)

/// Text of a file, to be freed.
static inline char*
text_of(const char* const path)
{
  size_t size = 0;
  return read_file(path, &size);
}

static inline void
check_file_contains(const char* const path, const char* const part)
{
  char* const text = text_of(path);
  check_contains(text, part);
  free(text);
}

#endif // DALA_TESTS_HOST_MANY_FILES_H
