/**
   The modes of the body: what turns a violin's spectrum into a kobyz's.

   One bank of modes serves three responses, each a column of gains: the
   responses then change into each other by moving gains alone.

   Units:   Hz; gain is the mode's peak gain, linear; Q as f / bandwidth.
   Thread:  constant data.
   Source:  see body_modes.c.
*/
#ifndef DALA_DSP_BODY_MODES_H
#define DALA_DSP_BODY_MODES_H

/// Modes in the bank, a multiple of DALA_BANK_LANES.
#define DALA_BODY_MODES 48U

/// Columns of the table.
typedef enum {
  DALA_BODY_FROM_VIOLIN = 0, ///< Microphone: violin's signature to kobyz's.
  DALA_BODY_BARE_VIOLIN,     ///< Pickup: the violin body it does not hear.
  DALA_BODY_BARE_KOBYZ,      ///< Pickup: the kobyz body on the bare string.
  DALA_BODY_RESPONSES
} DalaBodyResponse;

typedef struct {
  float freq_hz;
  float q;
  float gain[DALA_BODY_RESPONSES];
} DalaBodyMode;

/// Ascending in frequency.
extern const DalaBodyMode dala_body_modes[DALA_BODY_MODES];

#endif // DALA_DSP_BODY_MODES_H
