/**
   A JACK client that plays a sound file into another client, records what
   comes back, and counts what went wrong meanwhile:

     feed CLIENT IN.wav OUT.wav SECONDS

   The file repeats until the time is up; its channels go to the client's
   inputs in turn. OUT.wav holds the client's first two outputs, from the cycle
   in which the playing began. Prints one line of name=value for a shell:
   cycles, dropouts (xruns that the server reported while playing), load (the
   largest, in percent).
*/
#include <jack/jack.h>
#include <sndfile.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  jack_client_t* client;
  jack_port_t*   send[2];
  jack_port_t*   take[2];
  const float*   in;
  size_t         in_frames;
  size_t         in_channels;
  float*         out; ///< two channels, interleaved
  size_t         out_frames;
  size_t         at; ///< of the audio thread alone
  atomic_bool    playing;
  atomic_bool    done;
  atomic_uint    cycles;
  atomic_uint    dropouts;
} Feed;

static int
on_process(const jack_nframes_t frames, void* const arg)
{
  Feed* const self = (Feed*)arg;
  const bool  play = atomic_load(&self->playing) && !atomic_load(&self->done);
  float*      send[2];
  float*      take[2];
  for (int i = 0; i < 2; ++i) {
    send[i] = (float*)jack_port_get_buffer(self->send[i], frames);
    take[i] = (float*)jack_port_get_buffer(self->take[i], frames);
    memset(send[i], 0, frames * sizeof(float));
  }
  if (!play) {
    return 0;
  }
  for (jack_nframes_t k = 0; k < frames && self->at < self->out_frames; ++k) {
    const float* frame =
      self->in + (self->at % self->in_frames) * self->in_channels;
    for (size_t i = 0; i < 2; ++i) {
      send[i][k]                   = frame[i % self->in_channels];
      self->out[2U * self->at + i] = take[i][k];
    }
    ++self->at;
  }
  atomic_fetch_add(&self->cycles, 1U);
  if (self->at == self->out_frames) {
    atomic_store(&self->done, true);
  }
  return 0;
}

static int
on_xrun(void* const arg)
{
  Feed* const self = (Feed*)arg;
  if (atomic_load(&self->playing) && !atomic_load(&self->done)) {
    atomic_fetch_add(&self->dropouts, 1U);
  }
  return 0;
}

static void
on_shutdown(void* const arg)
{
  (void)arg;
  static const char message[] = "feed: the JACK server went away\n";
  const ssize_t     written   = write(2, message, sizeof(message) - 1U);
  _exit(written < 0 ? 2 : 1);
}

static void
die(const char* const what, const char* const name)
{
  fprintf(stderr, "feed: %s%s\n", what, name);
  exit(1);
}

static void*
need(void* const memory)
{
  if (!memory) {
    die("out of memory", "");
  }
  return memory;
}

static void
read_input(Feed* const self, const char* const path)
{
  SF_INFO        info = { 0 };
  SNDFILE* const file = sf_open(path, SFM_READ, &info);
  if (!file || info.frames < 1 || info.channels < 1) {
    die("cannot read ", path);
  }
  self->in_frames   = (size_t)info.frames;
  self->in_channels = (size_t)info.channels;
  float* const in =
    (float*)need(calloc(self->in_frames * self->in_channels, sizeof(float)));
  if (sf_readf_float(file, in, info.frames) != info.frames) {
    die("cannot read all of ", path);
  }
  sf_close(file);
  self->in = in;
}

static void
write_output(const Feed* const self, const char* const path)
{
  SF_INFO          info   = { .channels   = 2,
                              .samplerate = (int)jack_get_sample_rate(self->client),
                              .format     = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
  SNDFILE* const   file   = sf_open(path, SFM_WRITE, &info);
  const sf_count_t frames = (sf_count_t)self->out_frames;
  if (!file || sf_writef_float(file, self->out, frames) != frames ||
      sf_close(file)) {
    die("cannot write ", path);
  }
}

static void
open_client(Feed* const self)
{
  self->client = jack_client_open("feed", JackNoStartServer, NULL);
  if (!self->client) {
    die("no JACK server answers", "");
  }
  for (int i = 0; i < 2; ++i) {
    self->send[i] =
      jack_port_register(self->client, i ? "send_2" : "send_1",
                         JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    self->take[i] =
      jack_port_register(self->client, i ? "take_2" : "take_1",
                         JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    if (!self->send[i] || !self->take[i]) {
      die("cannot register ports", "");
    }
  }
  jack_set_process_callback(self->client, on_process, self);
  jack_set_xrun_callback(self->client, on_xrun, self);
  jack_on_shutdown(self->client, on_shutdown, self);
}

/// Every audio input of the client gets a channel, its outputs are recorded.
static void
connect_to(const Feed* const self, const char* const name)
{
  char pattern[128];
  snprintf(pattern, sizeof(pattern), "^%s:", name);
  for (int output = 0; output < 2; ++output) {
    const char** const ports =
      jack_get_ports(self->client, pattern, JACK_DEFAULT_AUDIO_TYPE,
                     output ? JackPortIsOutput : JackPortIsInput);
    if (!ports) {
      die(output ? "no audio outputs on " : "no audio inputs on ", name);
    }
    for (int i = 0; ports[i] && i < 2; ++i) {
      const int failed =
        output
          ? jack_connect(self->client, ports[i], jack_port_name(self->take[i]))
          : jack_connect(self->client, jack_port_name(self->send[i]), ports[i]);
      if (failed) {
        die("cannot connect ", ports[i]);
      }
    }
    jack_free(ports);
  }
}

int
main(const int argc, char** const argv)
{
  static Feed feed;
  if (argc != 5 || atof(argv[4]) <= 0.0) {
    fprintf(stderr, "usage: feed CLIENT IN.wav OUT.wav SECONDS\n");
    return 2;
  }
  read_input(&feed, argv[2]);
  open_client(&feed);
  const double rate = jack_get_sample_rate(feed.client);
  feed.out_frames   = (size_t)(atof(argv[4]) * rate);
  feed.out          = (float*)need(calloc(feed.out_frames * 2U, sizeof(float)));
  if (jack_activate(feed.client)) {
    die("cannot start", "");
  }
  connect_to(&feed, argv[1]);
  // starting and connecting cost cycles of their own
  usleep(1000000);
  atomic_store(&feed.playing, true);
  double load = 0.0;
  while (!atomic_load(&feed.done)) {
    usleep(50000);
    const double now = (double)jack_cpu_load(feed.client);
    load             = now > load ? now : load;
  }
  jack_deactivate(feed.client);
  write_output(&feed, argv[3]);
  printf("cycles=%u dropouts=%u load=%.0f\n", atomic_load(&feed.cycles),
         atomic_load(&feed.dropouts), load);
  jack_client_close(feed.client);
  return 0;
}
