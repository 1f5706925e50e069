#include "host/render.h"

#include "host/audio_file.h"
#include "host/render_loop.h"
#include "host/render_output.h"
#include "host/state_file.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static double
now_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** From here on the input counts as one at `rate`, unless that is 0. */
static void
resample(HostReport* report, uint32_t rate)
{
  HostAudioInfo* input = &report->input;
  if (!rate || rate == input->rate) {
    return;
  }
  if (input->frames != HOST_FRAMES_UNKNOWN) {
    input->frames = host_resampled_length(input->frames, input->rate, rate);
  }
  report->notes.source_rate = input->rate;
  input->rate               = rate;
}

/** Instances needed: one, or with --channel each one per group; 0: refused. */
static uint32_t
count_voices(HostRendering* self, const char* input)
{
  const HostOptions* options  = self->setup->options;
  const uint32_t     channels = self->report->input.channels;
  const uint32_t     n_in     = self->setup->plugin->ports.n_audio_in;
  if (options->channel != HOST_CHANNEL_EACH || !n_in || channels <= n_in) {
    return 1;
  }
  if (channels % n_in) {
    host_fail(&self->report->error, HOST_EXIT_CHANNELS,
              "'%s' has %u channels, which do not share out by %u; choose "
              "with --channel mix, left or right",
              input, channels, n_in);
    return 0;
  }
  if (options->render.save_state) {
    host_fail(&self->report->error, HOST_EXIT_BAD_STATE,
              "--channel each makes %u instances of the plugin, and a state is "
              "of one; leave out --save-state",
              channels / n_in);
    return 0;
  }
  return channels / n_in;
}

/** What the plugin makes us do otherwise than usual. */
static void
note_plugin(HostRendering* self)
{
  const HostPlugin* plugin = self->setup->plugin;
  HostRenderNotes*  notes  = &self->report->notes;
  notes->instances         = self->voices.count;
  notes->fixed_block       = plugin->fixed_blocks ? self->blocks.frames : 0;
  notes->coarse_automation =
    plugin->fixed_blocks && self->setup->score->automation.n_lanes;
  for (uint32_t i = 0; i < plugin->ports.count; ++i) {
    notes->side_chains += plugin->ports.ports[i].sidechain ? 1u : 0u;
  }
}

/** Take the state, where that is asked for, while the plugin is there. */
static HostExit
take_state(HostRendering* self, char** state)
{
  const HostSetup* setup = self->setup;
  const char*      path  = setup->options->render.save_state;
  return (!path || self->must_widen)
           ? HOST_EXIT_OK
           : host_state_file_make(state, self->voices.voices->instance,
                                  setup->world, setup->plugin, path,
                                  &self->report->error);
}

/** Open the input and make the plugin. */
static HostExit
open_input(HostRendering* self, const char* input)
{
  const HostSetup* setup  = self->setup;
  HostReport*      report = self->report;
  HostError*       error  = &report->error;
  HostExit         code   = host_audio_open(input, &self->reader, error);
  if (code) {
    return code;
  }
  report->input = *host_audio_info(self->reader);
  resample(report, setup->options->render.rate);
  const uint32_t count = count_voices(self, input);
  if (!count) {
    return error->code;
  }
  const HostPorts* ports   = &setup->plugin->ports;
  const bool       is_each = setup->options->channel == HOST_CHANNEL_EACH;
  report->channels         = count * ports->n_audio_out;
  code                     = host_channel_map_make(
                        &report->map, report->input.channels, count * ports->n_audio_in,
    is_each ? HOST_CHANNEL_AUTO : setup->options->channel, input, error);
  if (!code) {
    code = host_feed_init(&self->feed, self->reader, &report->map,
                          report->input.rate, error);
  }
  if (!code) {
    code = host_voices_make(&self->voices, setup, count, report->input.rate,
                            self->blocks.frames, error);
  }
  note_plugin(self);
  return code;
}

/** Complete the files, or give them up if `code` says so. */
static HostExit
close_all(HostRendering* self, HostOutput* sound, HostExit code)
{
  HostError  ignored;
  HostError* error = code ? &ignored : &self->report->error;
  HostExit   next;
  // The plugin first: if it crashes on its way out, that is not overlooked
  host_voices_clear(&self->voices);
  next  = host_render_end(self, sound, code, error);
  code  = code ? code : next;
  error = code ? &ignored : error;
  // What the record of a batch calls done is to be so whatever happens
  const bool lasting =
    self->setup->options->out_folder && !code && !self->must_widen;
  next  = host_output_end(sound, lasting, error);
  code  = code ? code : next;
  error = code ? &ignored : error;
  next  = self->has_log ? host_control_log_end(&self->log, error) : code;
  code  = code ? code : next;
  host_tail_clear(&self->tail);
  host_feed_clear(&self->feed);
  host_audio_close(self->reader);
  free(self->frames);
  return code;
}

/** Render once; `must_widen` comes back if it is to be done again. */
static HostExit
attempt(const HostSetup* setup, const char* input, HostOutput* sound,
        HostOutput* log, HostMeter* meter, HostReport* report, bool* must_widen)
{
  HostRendering self;
  char*         state = NULL;
  memset(report, 0, sizeof(*report));
  memset(&self, 0, sizeof(self));
  self.setup      = setup;
  self.report     = report;
  self.meter      = meter;
  self.blocks     = setup->options->blocks;
  self.scratch    = -1;
  self.must_widen = *must_widen;
  HostExit code   = open_input(&self, input);
  if (!code) {
    code = host_render_begin(&self, sound, log);
  }
  if (!code) {
    code = host_render_loop(&self);
  }
  if (!code) {
    code = take_state(&self, &state);
  }
  code        = close_all(&self, sound, code);
  *must_widen = self.must_widen && !code;
  if (!code && state && !*must_widen) {
    // When the sound is whole, and the plugin was well to its end
    code = host_state_file_write(state, setup->options->render.save_state,
                                 setup->options->force, &report->error);
  }
  free(state);
  return code;
}

HostExit
host_render(const HostSetup* setup, const char* input, HostOutput* sound,
            HostOutput* log, HostMeter* meter, HostReport* report)
{
  const double begin      = now_s();
  bool         must_widen = false;
  HostExit code = attempt(setup, input, sound, log, meter, report, &must_widen);
  if (must_widen) {
    // What is written has lost its last bits already: from the beginning
    host_output_drop(sound);
    if (log) {
      host_output_drop(log);
    }
    code = attempt(setup, input, sound, log, meter, report, &must_widen);
  }
  report->elapsed_s = now_s() - begin;
  return code;
}
