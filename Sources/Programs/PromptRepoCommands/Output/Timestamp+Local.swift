internal import Platform
internal import PromptRepo

extension Timestamp {
  /// The same moment on this machine's clock on the wall.
  var inLocalZone: Timestamp {
    Timestamp(
      milliseconds: milliseconds, offset: SystemClock.localOffsetMinutes(atSeconds: seconds))
  }
}
