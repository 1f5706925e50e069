/**
   The vector kernels of one variant, as a table of function pointers.

   Thread:  selection: instantiation; the kernels: audio, real-time safe.
   Cost:    see tests/bench.
*/
#ifndef DALA_DSP_KERNELS_KERNELS_H
#define DALA_DSP_KERNELS_KERNELS_H

#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/bowed.h"
#include "plugin/dsp/kernels/crests.h"
#include "plugin/dsp/kernels/dots.h"
#include "plugin/dsp/kernels/fdn.h"
#include "plugin/dsp/kernels/loops.h"
#include "plugin/dsp/kernels/modal.h"
#include "plugin/dsp/kernels/ncc.h"
#include "plugin/dsp/kernels/waves.h"

struct DalaKernels {
  const char*   name;    ///< "w4" or "w8".
  uint32_t      lanes;   ///< Floats per vector.
  DalaModalFn   modal;   ///< Bank of damped modes (body).
  DalaLoopsFn   loops;   ///< Coupled delay loops (resonating strings).
  DalaCrestsFn  crests;  ///< Their buzz.
  DalaBowedFn   bowed;   ///< Bowed string (drone).
  DalaFdnFn     fdn;     ///< Room (space).
  DalaNccFn     ncc;     ///< Correlation with the past (pitch).
  DalaDotsFn    dots;    ///< A window's products with its past (two notes).
  DalaWavesFn   waves;   ///< Waves from tables (own tone),
  DalaPartialFn partial; ///< and a partial into one.
};

/**
   The widest variant this machine runs, or the one that the environment
   variable DALA_VARIANT names ("w4", "w8") if this machine runs it.
*/
const DalaKernels*
dala_kernels_select(void);

/// A variant by name, or NULL if it is unknown or this machine lacks it.
const DalaKernels*
dala_kernels_by_name(const char* name);

#endif // DALA_DSP_KERNELS_KERNELS_H
