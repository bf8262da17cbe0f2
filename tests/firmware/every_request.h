// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_EVERY_REQUEST_H_
#define AUTOCODER_TESTS_EVERY_REQUEST_H_

#include "link/messages.h"

namespace autocoder {

// A handler that treats all requests in one way: Derived says how in a template,
// Status Any(const Request&, Response*), and may overload it for single ones.
template <typename Derived>
class EveryRequest : public RequestHandler {
 public:
#define AUTOCODER_ANY(Name)                                                       \
  Status Handle(const Name##Request& request, Name##Response* response) override { \
    return static_cast<Derived*>(this)->Any(request, response);                   \
  }
  AUTOCODER_ANY(Hello)
  AUTOCODER_ANY(ParameterDescribe)
  AUTOCODER_ANY(ParameterGet)
  AUTOCODER_ANY(ParameterSet)
  AUTOCODER_ANY(SettingsSave)
  AUTOCODER_ANY(PresetInfo)
  AUTOCODER_ANY(PresetSave)
  AUTOCODER_ANY(PresetRecall)
  AUTOCODER_ANY(PresetDelete)
  AUTOCODER_ANY(PresetRead)
  AUTOCODER_ANY(PresetWrite)
  AUTOCODER_ANY(ControlsRead)
  AUTOCODER_ANY(CalibrationGet)
  AUTOCODER_ANY(CalibrationSet)
  AUTOCODER_ANY(ModelInfo)
  AUTOCODER_ANY(ModelBegin)
  AUTOCODER_ANY(ModelWrite)
  AUTOCODER_ANY(ModelCommit)
  AUTOCODER_ANY(ModelAbort)
  AUTOCODER_ANY(ModelRead)
  AUTOCODER_ANY(ModelDelete)
  AUTOCODER_ANY(Decode)
  AUTOCODER_ANY(Spectrum)
  AUTOCODER_ANY(SelfTest)
  AUTOCODER_ANY(Meters)
  AUTOCODER_ANY(Statistics)
  AUTOCODER_ANY(Log)
  AUTOCODER_ANY(KeyGet)
  AUTOCODER_ANY(KeySet)
  AUTOCODER_ANY(FactoryReset)
  AUTOCODER_ANY(Reboot)
#undef AUTOCODER_ANY

 protected:
  ~EveryRequest() = default;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_EVERY_REQUEST_H_
