#ifndef HOST_SHA256_H
#define HOST_SHA256_H

#include <stddef.h>
#include <stdint.h>

/** A SHA-256 being computed. Source: FIPS 180-4, section 6.2. */
typedef struct {
  uint32_t      state[8];
  unsigned char block[64];
  uint64_t      n_bytes;
} HostSha256;

void
host_sha256_begin(HostSha256* self);

void
host_sha256_add(HostSha256* self, const void* bytes, size_t size);

/** Complete it, as 64 hexadecimal digits and an end mark. */
void
host_sha256_end(HostSha256* self, char text[65]);

#endif
