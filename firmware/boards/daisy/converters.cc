// SPDX-License-Identifier: MIT
#include "boards/daisy/converters.h"

#include <PeripheralPins.h>
#include <pinmap.h>
#include <stm32_def.h>

#include "boards/daisy/board_pin.h"
#include "boards/daisy/memory.h"
#include "boards/daisy/pins.h"

namespace autocoder {
namespace {

// 16 conversions of 25 cycles each per result: at 12 or 24 MHz, by the processor's revision, all of
// a scan takes 0.4 or 0.2 ms of the 0.67 ms to the next.
constexpr uint32_t kOversampling = 16;
constexpr uint32_t kSamplingTime = ADC_SAMPLETIME_16CYCLES_5;
constexpr uint32_t kScanMostMs = 3;

constexpr uint32_t kTimerHz = 10'000'000;
static_assert(kCvScans == 2, "the timer has two edges");

constexpr uint32_t kRanks[] = {
    ADC_REGULAR_RANK_1, ADC_REGULAR_RANK_2,  ADC_REGULAR_RANK_3,  ADC_REGULAR_RANK_4,
    ADC_REGULAR_RANK_5, ADC_REGULAR_RANK_6,  ADC_REGULAR_RANK_7,  ADC_REGULAR_RANK_8,
    ADC_REGULAR_RANK_9, ADC_REGULAR_RANK_10, ADC_REGULAR_RANK_11, ADC_REGULAR_RANK_12};
constexpr uint32_t kChannels[] = {
    ADC_CHANNEL_0,  ADC_CHANNEL_1,  ADC_CHANNEL_2,  ADC_CHANNEL_3,  ADC_CHANNEL_4,
    ADC_CHANNEL_5,  ADC_CHANNEL_6,  ADC_CHANNEL_7,  ADC_CHANNEL_8,  ADC_CHANNEL_9,
    ADC_CHANNEL_10, ADC_CHANNEL_11, ADC_CHANNEL_12, ADC_CHANNEL_13, ADC_CHANNEL_14,
    ADC_CHANNEL_15, ADC_CHANNEL_16, ADC_CHANNEL_17, ADC_CHANNEL_18, ADC_CHANNEL_19};
static_assert(sizeof(kRanks) / sizeof(kRanks[0]) == kScannedPins);

AUTOCODER_DMA_MEMORY volatile ScanRing scans;
constexpr size_t kRingCounts = sizeof(scans) / sizeof(scans[0][0]);

ADC_HandleTypeDef adc;
DMA_HandleTypeDef dma;

bool StartDma() {
  __HAL_RCC_DMA2_CLK_ENABLE();
  dma.Instance = DMA2_Stream0;  // those of DMA1 are the audio interface's
  dma.Init.Request = DMA_REQUEST_ADC1;
  dma.Init.Direction = DMA_PERIPH_TO_MEMORY;
  dma.Init.PeriphInc = DMA_PINC_DISABLE;
  dma.Init.MemInc = DMA_MINC_ENABLE;
  dma.Init.PeriphDataAlignment = DMA_PDATAALIGN_HALFWORD;
  dma.Init.MemDataAlignment = DMA_MDATAALIGN_HALFWORD;
  dma.Init.Mode = DMA_CIRCULAR;
  dma.Init.Priority = DMA_PRIORITY_LOW;
  dma.Init.FIFOMode = DMA_FIFOMODE_DISABLE;
  if (HAL_DMA_Init(&dma) != HAL_OK) return false;
  __HAL_LINKDMA(&adc, DMA_Handle, dma);
  return true;
}

bool StartConverter() {
  adc.Instance = ADC1;
  adc.Init.ClockPrescaler = ADC_CLOCK_ASYNC_DIV1;
  adc.Init.Resolution = ADC_RESOLUTION_16B;
  adc.Init.ScanConvMode = ADC_SCAN_ENABLE;
  adc.Init.EOCSelection = ADC_EOC_SEQ_CONV;
  adc.Init.NbrOfConversion = kScannedPins;
  adc.Init.ExternalTrigConv = ADC_EXTERNALTRIG_T4_TRGO;
  adc.Init.ExternalTrigConvEdge = ADC_EXTERNALTRIGCONVEDGE_RISINGFALLING;
  adc.Init.ConversionDataManagement = ADC_CONVERSIONDATA_DMA_CIRCULAR;
  adc.Init.Overrun = ADC_OVR_DATA_OVERWRITTEN;
  adc.Init.LeftBitShift = ADC_LEFTBITSHIFT_NONE;
  adc.Init.OversamplingMode = ENABLE;
  adc.Init.Oversampling.Ratio = kOversampling;
  adc.Init.Oversampling.RightBitShift = ADC_RIGHTBITSHIFT_4;
  adc.Init.Oversampling.TriggeredMode = ADC_TRIGGEREDMODE_SINGLE_TRIGGER;
  adc.Init.Oversampling.OversamplingStopReset = ADC_REGOVERSAMPLING_CONTINUED_MODE;
  return HAL_ADC_Init(&adc) == HAL_OK;
}

// Its output falls where it is set back to zero and rises half a block later; a scan begins at both. It
// turns over by itself long after the block that should have set it back.
void StartTimer() {
  __HAL_RCC_TIM4_CLK_ENABLE();
  // A bus at a divided clock drives its timers at twice that.
  TIM4->PSC = 2 * HAL_RCC_GetPCLK1Freq() / kTimerHz - 1;
  TIM4->ARR = 0xFFFF;
  TIM4->CCR1 = kTimerHz * (kBlockSamples / kCvScans) / kSampleRateHz;
  TIM4->CCMR1 = TIM_CCMR1_OC1M_0 | TIM_CCMR1_OC1M_1 | TIM_CCMR1_OC1M_2;  // high from CCR1 on
  TIM4->CR2 = TIM_CR2_MMS_2;                                             // which is the trigger
  TIM4->CR1 = TIM_CR1_CEN;
}

void SetTimerBack() { TIM4->EGR = TIM_EGR_UG; }

// Counts that DMA has still to write before it begins at the ring's first again.
size_t CountsLeft() { return __HAL_DMA_GET_COUNTER(&dma); }

bool ConnectPin(size_t place) {
  const PinName name = digitalPinToPinName(ScannedPin(place));
  const uint32_t function = pinmap_function(name, PinMap_ADC);
  if (STM_PIN_CHANNEL(function) >= sizeof(kChannels) / sizeof(kChannels[0])) return false;
  pin_function(name, function);
  ADC_ChannelConfTypeDef wanted = {};
  wanted.Channel = kChannels[STM_PIN_CHANNEL(function)];
  wanted.Rank = kRanks[place];
  wanted.SamplingTime = kSamplingTime;
  wanted.SingleDiff = ADC_SINGLE_ENDED;
  wanted.OffsetNumber = ADC_OFFSET_NONE;
  return HAL_ADC_ConfigChannel(&adc, &wanted) == HAL_OK;
}

void Select(uint8_t channel) {
  for (size_t bit = 0; bit < 3; ++bit) {
    BoardPin(kSelectPins[bit]).Set((channel >> bit & 1) != 0);
  }
}

}  // namespace

bool Converters::Init() {
  for (const uint8_t pin : kSelectPins) BoardPin(pin).Configure(GPIO_MODE_OUTPUT_PP, GPIO_NOPULL);
  BoardPin(kButtonPin).Configure(GPIO_MODE_INPUT, GPIO_PULLUP);
  BoardPin(kGatePin).Configure(GPIO_MODE_INPUT, GPIO_PULLDOWN);
  if (!StartDma() || !StartConverter()) return false;
  for (size_t place = 0; place < kScannedPins; ++place) {
    if (!ConnectPin(place)) return false;
  }
  if (HAL_ADCEx_Calibration_Start(&adc, ADC_CALIB_OFFSET_LINEARITY, ADC_SINGLE_ENDED) != HAL_OK) {
    return false;
  }
  Select(scan_.channel());
  auto* results = reinterpret_cast<uint32_t*>(const_cast<uint16_t*>(&scans[0][0]));
  if (HAL_ADC_Start_DMA(&adc, results, kRingCounts) != HAL_OK) return false;
  StartTimer();
  while (!scan_.complete()) {
    if (!ScanOnce()) return false;
  }
  return true;
}

// As the interrupt does later, but for the waiting.
bool Converters::ScanOnce() {
  for (size_t scan = 0; scan < kCvScans; ++scan) {
    const uint32_t begin = HAL_GetTick();
    LL_ADC_ClearFlag_EOS(ADC1);
    while (LL_ADC_IsActiveFlag_EOS(ADC1) == 0) {
      if (HAL_GetTick() - begin > kScanMostMs) return false;
    }
  }
  NextFrame();
  return true;
}

// A scan that has not ended leaves the frame as it was: rather late than half. Where a trigger
// comes to nothing the ring's oldest is another from there on.
const PanelFrame& Converters::NextFrame() {
  const size_t written = kRingCounts - CountsLeft();
  if (written % kScannedPins == 0) {
    scan_.Take(scans, written / kScannedPins % kCvScans, button(), BoardPin(kGatePin).high());
    Select(scan_.channel());
  }
  SetTimerBack();
  return scan_.frame();
}

bool Converters::button() const { return !BoardPin(kButtonPin).high(); }

Converters& TheConverters() {
  static Converters converters;
  return converters;
}

}  // namespace autocoder
