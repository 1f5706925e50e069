#include "host/report.h"

#include "host/line.h"

#include <math.h>
#include <stdio.h>

static double
decibels(float magnitude)
{
  return 20.0 * log10((double)magnitude);
}

void
host_report_warn(const HostReport* self, const char* input, const char* output,
                 const HostWarnings* warnings)
{
  if (self->output.clipped) {
    host_warnings_add(
      warnings,
      "'%s': %llu samples above full scale were clipped (peak %+.2f "
      "dBFS); %s or lower the level",
      output, (unsigned long long)self->output.clipped,
      decibels(self->output.peak),
      self->format == HOST_FORMAT_FLAC ? "use --format wav --bits 32f"
                                       : "use --bits 32f");
  } else if (self->bits == HOST_BITS_VORBIS && self->output.peak > 1.0f) {
    host_warnings_add(
      warnings,
      "'%s': the peak is %+.2f dBFS and players may clip it; lower "
      "the level",
      output, decibels(self->output.peak));
  }
  if (self->not_finite) {
    host_warnings_add(warnings,
                      "'%s': %llu samples of the input are NaN or infinite",
                      input, (unsigned long long)self->not_finite);
  }
  if (self->compensated && self->last_latency != self->latency) {
    host_warnings_add(
      warnings,
      "'%s': the latency went from %.0f to %.0f frames on the way; "
      "%.0f were taken out",
      output, self->latency, self->last_latency, self->latency);
  }
  if (self->latency_is_absurd) {
    host_warnings_add(
      warnings,
      "'%s': the plugin reports a latency of %g frames, which was not "
      "believed and left in",
      output, self->latency);
  }
  if (self->tail_auto && self->tail_cut) {
    host_warnings_add(
      warnings,
      "'%s': still sounding %.0f s after the end, cut there; choose "
      "the length with --tail",
      output, (double)self->tail_frames / self->input.rate);
  }
  host_render_notes_warn(&self->notes, output, warnings);
}

static void
print_warning(void* data, const char* text)
{
  (void)data;
  host_warn("%s", text);
}

static void
print_line(const HostReport* self, const char* input, const char* output)
{
  char         note[80];
  const double rate = self->input.rate;
  host_channel_map_describe(&self->map, note, sizeof(note));
  host_print_name(stdout, input);
  fputs(" -> ", stdout);
  host_print_name(stdout, output);
  printf(": %.3f s + tail %.3f s%s", (double)self->input_frames / rate,
         (double)self->tail_frames / rate, self->tail_auto ? " (auto)" : "");
  if (self->has_latency) {
    printf(", latency %.0f frames%s", self->latency,
           self->latency == 0.0 ? ""
           : self->compensated  ? " taken out"
                                : " left in");
  }
  printf(", %u ch %u Hz %s %s", self->channels, self->input.rate,
         host_bits_name(self->bits), host_format_name(self->format));
  if (self->output.peak > 0.0f) {
    printf(", peak %.1f dBFS", decibels(self->output.peak));
  } else {
    printf(", silent");
  }
  host_render_notes_print(&self->notes);
  printf("%s%s, %.0f x real time\n", *note ? ", " : "", note,
         (double)self->output.frames / rate / fmax(self->elapsed_s, 1e-6));
  fflush(stdout);
}

void
host_report_print(const HostReport* self, const char* input, const char* output,
                  bool quiet)
{
  if (!quiet) {
    print_line(self, input, output);
  }
  const HostWarnings warnings = { print_warning, NULL };
  host_report_warn(self, input, output, &warnings);
}
