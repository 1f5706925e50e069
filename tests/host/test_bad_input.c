#include "tests/host/sounds.h"

#define WIRE "--plugin", "urn:dala-test:wire"

static Run run;

/// Rendering `in` is refused with this code and message; nothing is written.
static void
check_bad(const char* const in, const int code, const char* const what)
{
  n_found = 0;
  nftw(".", count_one, 16, FTW_PHYS);
  const unsigned before = n_found;
  host(&run, "render", WIRE, in, "-o", "out.wav");
  check_refused(&run, code, what);
  check_file_count(before);
  assert_false(exists("out.wav"));
}

static void
cut(const char* const path, const off_t missing)
{
  struct stat status;
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(truncate(path, status.st_size - missing), 0);
}

static void
test_render_missing_input_says_so_and_exits_3(void** const state)
{
  (void)state;
  check_bad("in.wav", 3, "'in.wav' does not exist");
  check_bad("no/such/in.wav", 3, "does not exist");
  check_bad("two\nlines.wav", 3, "'two?lines.wav' does not exist");
}

static void
test_render_folder_for_a_file_says_so_and_exits_4(void** const state)
{
  (void)state;
  assert_int_equal(mkdir("in.wav", 0755), 0);
  check_bad("in.wav", 4, "'in.wav' is a folder");
}

static void
test_render_device_says_so_and_exits_4(void** const state)
{
  (void)state;
  check_bad("/dev/zero", 4, "'/dev/zero' is a device or pipe");
  assert_int_equal(mkfifo("pipe", 0644), 0);
  check_bad("pipe", 4, "'pipe' is a device or pipe");
}

static void
test_render_empty_file_says_so_and_exits_5(void** const state)
{
  (void)state;
  write_file("in.wav", "", 0);
  check_bad("in.wav", 5, "'in.wav' is empty");
  write_noise("none.wav", WAV_16, 1, 0);
  check_bad("none.wav", 5, "'none.wav' holds no sound");
}

static void
check_cut(const char* const name, const int format, const off_t missing)
{
  write_noise(name, format, 1, 48000);
  cut(name, missing);
  check_bad(name, 6, "truncated");
}

static void
test_render_truncated_file_says_so_and_exits_6(void** const state)
{
  (void)state;
  check_cut("a.wav", WAV_16, 1);
  check_cut("b.wav", WAV_24, 60000);
  check_cut("c.wav", WAV_16, 96044 - 40); /* in its header */
  check_cut("d.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 1000);
  check_cut("e.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 1000);
  check_cut("f.flac", FLAC_16, 20000);
  check_cut("g.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 1000);
  check_cut("h.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1000);
}

static void
test_render_flac_cut_between_frames_says_so_and_exits_6(void** const state)
{
  (void)state;
  // Whole frames only: nothing is wrong but the length
  size_t size = 0;
  write_noise("in.flac", FLAC_16, 1, 48000);
  char* const bytes = read_file("in.flac", &size);
  size_t      end   = size - 2;
  while (memcmp(bytes + end, "\xFF\xF8", 2) != 0) {
    assert_true(--end > 0);
  }
  write_file("in.flac", bytes, end);
  free(bytes);
  check_bad("in.flac", 6, "truncated or damaged");
}

static void
test_render_flac_with_a_flipped_bit_says_so_and_exits_6(void** const state)
{
  (void)state;
  size_t size = 0;
  write_noise("in.flac", FLAC_16, 1, 48000);
  char* const bytes = read_file("in.flac", &size);
  bytes[size / 2]   = (char)(bytes[size / 2] ^ 1);
  write_file("in.flac", bytes, size);
  free(bytes);
  check_bad("in.flac", 6, "damaged");
}

static void
test_render_damaged_flac_says_so_and_exits_6(void** const state)
{
  (void)state;
  size_t size = 0;
  write_noise("in.flac", FLAC_16, 1, 48000);
  char* const bytes = read_file("in.flac", &size);
  memset(bytes + size / 2, 0x55, 64);
  write_file("in.flac", bytes, size);
  free(bytes);
  check_bad("in.flac", 6, "truncated or damaged");
}

static void
test_render_wav_of_unknown_length_is_taken_whole(void** const state)
{
  (void)state;
  // As written by a program whose output went into a pipe
  static const char unknown[4] = { '\xFF', '\xFF', '\xFF', '\xFF' };
  size_t            size       = 0;
  write_input("in.wav");
  char* const bytes = read_file("in.wav", &size);
  memcpy(bytes + 4, unknown, 4);
  memcpy(bytes + 40, unknown, 4);
  write_file("pipe.wav", bytes, size);
  free(bytes);
  host(&run, "render", WIRE, "pipe.wav", "-o", "out.wav");
  check_fine(&run);
  check_same_sound("in.wav", "out.wav");
}

static void
test_render_text_file_says_so_and_exits_7(void** const state)
{
  (void)state;
  static const char text[] = "A letter about the steppe, and no sound.\n";
  write_file("in.wav", text, sizeof(text));
  check_bad("in.wav", 7, "'in.wav' is not audio");
  write_file("x.wav", "x", 1);
  check_bad("x.wav", 7, "'x.wav' is not audio");
}

static void
test_render_unreadable_file_says_so_and_exits_8(void** const state)
{
  (void)state;
  write_input("in.wav");
  assert_int_equal(chmod("in.wav", 0), 0);
  assert_int_equal(chmod(".", 0777), 0);
  run.as_nobody = true;
  host(&run, "render", WIRE, "in.wav", "-o", "out.wav");
  run.as_nobody = false;
  if (run.code == 126) {
    print_message("skipped: the host cannot be run as another user here\n");
    skip();
  }
  check_refused(&run, 8, "'in.wav' may not be read");
  check_file_count(1);
}

static void
test_render_nan_in_the_input_is_said(void** const state)
{
  (void)state;
  const float in[3] = { 0.5f, NAN, 0.25f };
  write_samples("in.wav", WAV_32F, 1, 48000, 3, in);
  check_bad("in.wav", 22, "after NaN or infinity in the input");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_render_missing_input_says_so_and_exits_3),
    folder_test(test_render_folder_for_a_file_says_so_and_exits_4),
    folder_test(test_render_device_says_so_and_exits_4),
    folder_test(test_render_empty_file_says_so_and_exits_5),
    folder_test(test_render_truncated_file_says_so_and_exits_6),
    folder_test(test_render_flac_cut_between_frames_says_so_and_exits_6),
    folder_test(test_render_flac_with_a_flipped_bit_says_so_and_exits_6),
    folder_test(test_render_damaged_flac_says_so_and_exits_6),
    folder_test(test_render_wav_of_unknown_length_is_taken_whole),
    folder_test(test_render_text_file_says_so_and_exits_7),
    folder_test(test_render_unreadable_file_says_so_and_exits_8),
    folder_test(test_render_nan_in_the_input_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
