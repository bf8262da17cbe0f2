// SPDX-License-Identifier: MIT
// Written by `make generated` from firmware/link/messages.toml; do not edit.

#include "link/messages.h"

namespace autocoder {

namespace {

template <typename Request, typename Response>
Status Answer(Reader* from, RequestHandler* handler, Writer* to) {
  Request request;
  request.Fields(from);
  if (!from->ok()) return Status::kBadMessage;
  Response response;
  const Status status = handler->Handle(request, &response);
  if (status != Status::kOk) return status;
  response.Fields(to);
  return to->ok() ? Status::kOk : Status::kTooLarge;
}

}  // namespace

Status Dispatch(uint8_t number, Reader* request, RequestHandler* handler, Writer* response) {
  switch (number) {
    case HelloRequest::kNumber:
      return Answer<HelloRequest, HelloResponse>(request, handler, response);
    case ParameterDescribeRequest::kNumber:
      return Answer<ParameterDescribeRequest, ParameterDescribeResponse>(request, handler, response);
    case ParameterGetRequest::kNumber:
      return Answer<ParameterGetRequest, ParameterGetResponse>(request, handler, response);
    case ParameterSetRequest::kNumber:
      return Answer<ParameterSetRequest, ParameterSetResponse>(request, handler, response);
    case SettingsSaveRequest::kNumber:
      return Answer<SettingsSaveRequest, SettingsSaveResponse>(request, handler, response);
    case PresetInfoRequest::kNumber:
      return Answer<PresetInfoRequest, PresetInfoResponse>(request, handler, response);
    case PresetSaveRequest::kNumber:
      return Answer<PresetSaveRequest, PresetSaveResponse>(request, handler, response);
    case PresetRecallRequest::kNumber:
      return Answer<PresetRecallRequest, PresetRecallResponse>(request, handler, response);
    case PresetDeleteRequest::kNumber:
      return Answer<PresetDeleteRequest, PresetDeleteResponse>(request, handler, response);
    case PresetReadRequest::kNumber:
      return Answer<PresetReadRequest, PresetReadResponse>(request, handler, response);
    case PresetWriteRequest::kNumber:
      return Answer<PresetWriteRequest, PresetWriteResponse>(request, handler, response);
    case ControlsReadRequest::kNumber:
      return Answer<ControlsReadRequest, ControlsReadResponse>(request, handler, response);
    case CalibrationGetRequest::kNumber:
      return Answer<CalibrationGetRequest, CalibrationGetResponse>(request, handler, response);
    case CalibrationSetRequest::kNumber:
      return Answer<CalibrationSetRequest, CalibrationSetResponse>(request, handler, response);
    case ModelInfoRequest::kNumber:
      return Answer<ModelInfoRequest, ModelInfoResponse>(request, handler, response);
    case ModelBeginRequest::kNumber:
      return Answer<ModelBeginRequest, ModelBeginResponse>(request, handler, response);
    case ModelWriteRequest::kNumber:
      return Answer<ModelWriteRequest, ModelWriteResponse>(request, handler, response);
    case ModelCommitRequest::kNumber:
      return Answer<ModelCommitRequest, ModelCommitResponse>(request, handler, response);
    case ModelAbortRequest::kNumber:
      return Answer<ModelAbortRequest, ModelAbortResponse>(request, handler, response);
    case ModelReadRequest::kNumber:
      return Answer<ModelReadRequest, ModelReadResponse>(request, handler, response);
    case ModelDeleteRequest::kNumber:
      return Answer<ModelDeleteRequest, ModelDeleteResponse>(request, handler, response);
    case DecodeRequest::kNumber:
      return Answer<DecodeRequest, DecodeResponse>(request, handler, response);
    case SpectrumRequest::kNumber:
      return Answer<SpectrumRequest, SpectrumResponse>(request, handler, response);
    case SelfTestRequest::kNumber:
      return Answer<SelfTestRequest, SelfTestResponse>(request, handler, response);
    case MetersRequest::kNumber:
      return Answer<MetersRequest, MetersResponse>(request, handler, response);
    case StatisticsRequest::kNumber:
      return Answer<StatisticsRequest, StatisticsResponse>(request, handler, response);
    case LogRequest::kNumber:
      return Answer<LogRequest, LogResponse>(request, handler, response);
    case KeyGetRequest::kNumber:
      return Answer<KeyGetRequest, KeyGetResponse>(request, handler, response);
    case KeySetRequest::kNumber:
      return Answer<KeySetRequest, KeySetResponse>(request, handler, response);
    case FactoryResetRequest::kNumber:
      return Answer<FactoryResetRequest, FactoryResetResponse>(request, handler, response);
    case RebootRequest::kNumber:
      return Answer<RebootRequest, RebootResponse>(request, handler, response);
  }
  return Status::kUnknownMessage;
}

}  // namespace autocoder
