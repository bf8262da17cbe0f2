// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_FAULT_REPORT_H_
#define AUTOCODER_MODULE_FAULT_REPORT_H_

#include "fault_record.h"
#include "module/log.h"
#include "power_up.h"

namespace autocoder {

// A line for what ended the module before this start, unless somebody switched it off. The record,
// which may be null, is forgotten: it is told once.
void ReportFault(FaultRecord* record, const PowerUp& power_up, Log* log);

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_FAULT_REPORT_H_
