#include "host/control_log.h"

#include "host/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

static bool
is_logged(const HostPort* port)
{
  return port->kind == HOST_PORT_CONTROL && !port->is_input;
}

HostExit
host_control_log_begin(HostControlLog* self, int fd, const char* path,
                       const HostPorts* ports, double rate, HostError* error)
{
  self->ports   = ports;
  self->rate    = rate;
  self->path    = path;
  self->failure = 0;
  const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  self->file    = (own < 0) ? NULL : fdopen(own, "w");
  if (!self->file) {
    const int reason = errno;
    if (own >= 0) {
      close(own);
    }
    return host_output_fail(path, reason, error);
  }
  fputs("time_s", self->file);
  for (uint32_t i = 0; i < ports->count; ++i) {
    if (is_logged(&ports->ports[i])) {
      fprintf(self->file, ",%s", ports->ports[i].symbol);
    }
  }
  fputc('\n', self->file);
  return HOST_EXIT_OK;
}

void
host_control_log_row(HostControlLog* self, const HostInstance* instance,
                     uint64_t position)
{
  fprintf(self->file, "%.9f", (double)position / self->rate);
  for (uint32_t i = 0; i < self->ports->count; ++i) {
    if (is_logged(&self->ports->ports[i])) {
      fprintf(self->file, ",%.9g", (double)host_instance_control(instance, i));
    }
  }
  if (fputc('\n', self->file) == EOF && !self->failure) {
    self->failure = errno;
  }
}

HostExit
host_control_log_end(HostControlLog* self, HostError* error)
{
  if (fclose(self->file) && !self->failure) {
    self->failure = errno;
  }
  self->file = NULL;
  return self->failure ? host_output_fail(self->path, self->failure, error)
                       : HOST_EXIT_OK;
}
