// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_PROBE_LINK_H_
#define AUTOCODER_TESTS_FIRMWARE_PROBE_LINK_H_

namespace autocoder {

// IN OUT: frames as they are on the wire. Each message goes through its C++ struct and back: a
// request comes out as it was written again, then its answer, which is the last that came before.
// Prints the status of the last request and what the frames cost.
int ProbeLink(char** paths);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_PROBE_LINK_H_
