// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BUNDLE_INFO_H_
#define AUTOCODER_BUNDLE_INFO_H_

#include "bundle/bundle.h"
#include "status.h"

namespace autocoder {

// Reads a bundle's name and gain: kBadShape for a model of other sizes than the module's,
// kBadParameter for a gain or a name that no model has.
Status ReadInfo(const BundleSection& info, Bundle* bundle);

}  // namespace autocoder

#endif  // AUTOCODER_BUNDLE_INFO_H_
