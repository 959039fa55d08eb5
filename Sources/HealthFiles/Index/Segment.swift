// A frame is the columns of one type in one state. It is kept in segments, each made from some files and never
// changed, so that segments are made, asked and replaced independently of one another.

/// The columns of some records of one type.
public struct Segment: Sendable {
  /// How many records.
  public let count: Int
  /// The columns that were asked for, by path.
  public let columns: [ColumnPath: Column]
  /// Where the items of each record begin in a list's columns: one number a record, and the end.
  public let offsets: [[String]: [Int32]]

  /// Makes a segment.
  public init(count: Int, columns: [ColumnPath: Column], offsets: [[String]: [Int32]]) {
    self.count = count
    self.columns = columns
    self.offsets = offsets
  }
}

/// The values of one column; for a list, those of all records one after another.
public enum Column: Sendable {
  /// Whole multiples of a power of ten; `Column.none` where there is no value.
  case number([Int64], decimals: Int)
  /// Days since 1970-01-01; `Int32.min` where there is no value.
  case day([Int32])
  /// Seconds since 1970-01-01T00:00:00Z (`Column.none` where there is no value) and minutes east of UTC.
  case instant([Int64], offsetMinutes: [Int16])
  /// Places in the dictionary; -1 where there is no value.
  case text([Int32], dictionary: [String])
  /// 0 or 1; -1 where there is no value.
  case boolean([Int8])

  /// Stands for a number or instant that is not there.
  public static let none = Int64.min

  /// How many values there are, those that are missing included.
  public var count: Int {
    switch self {
    case .number(let values, _): values.count
    case .day(let values): values.count
    case .instant(let values, _): values.count
    case .text(let values, _): values.count
    case .boolean(let values): values.count
    }
  }
}

/// Something that frames can be read from: one state of a store.
public protocol FrameSource: Sendable {
  /// The record types of this state.
  var catalogue: Catalogue { get }
  /// The store's profile in this state.
  var profile: StoreProfile { get }

  /// Reads columns of a type and hands them to a function, segment by segment, on several threads.
  ///
  /// - Parameters:
  ///   - columns: the columns to read; the rest of each record is checked and skipped.
  ///   - days: leaves out records that lie in files of other business days.
  ///   - body: is called once for each segment; calls may run at the same time.
  /// - Returns: what the function returned, in the order of the segments, and what could not be read.
  func scan<Result: Sendable>(
    _ type: RecordType, columns: [ColumnPath], days: ClosedRange<BusinessDay>?,
    body: @Sendable (Segment) -> Result
  ) throws(StoreError) -> (results: [Result], problems: [Problem])
}
