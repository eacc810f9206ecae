import { type Duration, minute, second } from '#clock'

/** How many tokens a bucket holds and how fast they come back. */
export interface Rate {
  /** Requests at once after a pause. */
  readonly burst: number
  readonly perSecond: number
}

/** What a caller may ask for; the configuration may set each of them. */
export interface ApiLimits {
  readonly acts: Rate
  readonly reads: Rate
  readonly certificateRequests: Rate
  readonly lodgings: Rate
  readonly lodgingsInAll: Rate
  readonly bundles: Rate
  readonly authorizations: Rate
  readonly previews: Rate
  readonly timestamps: Rate
  readonly verifications: Rate
  readonly signatures: Rate
  readonly signIns: Rate
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  /** How long requests under way may take when the node shuts down. */
  readonly closeMilliseconds: Duration
  /** How long an answer may take. */
  readonly answerMilliseconds: Duration
}

export const defaultLimits: ApiLimits = {
  // A script of one official that files a day's work; 2,000 acts/s is what the whole unit bears.
  acts: { burst: 200, perSecond: 50 },
  // A verifier that fetches a record of 100,000 entries (400 tiles) is not to wait; a page asks for a dozen.
  reads: { burst: 1_000, perSecond: 200 },
  // Each one becomes an entry on the record though nobody vouches for the sender: an office of 20 can enrol.
  certificateRequests: { burst: 20, perSecond: 0.2 },
  // Each becomes a case that officials look at: the terminal of a town hall, where citizens take turns.
  lodgings: { burst: 10, perSecond: 0.05 },
  // All strangers together: 700 an hour. What may be open at all is full after a day, not after a minute.
  lodgingsInAll: { burst: 200, perSecond: 0.2 },
  // Each may be 4 MiB; a follower asks once in half a minute, and a hundred of them may share an address.
  bundles: { burst: 60, perSecond: 4 },
  // A proxy asks for everybody behind it: about as much as one core decides.
  authorizations: { burst: 10_000, perSecond: 5_000 },
  // Somebody weighs an act before making it; one that touches many cases may take a tenth of a second.
  previews: { burst: 30, perSecond: 2 },
  // Each costs a signature and an entry for ever; an archive of a million needs one, an office a few.
  timestamps: { burst: 200, perSecond: 20 },
  // A citizen tries the files of a day's mail; a large one costs a tenth of a second of a core.
  verifications: { burst: 20, perSecond: 0.5 },
  // An office of some hundred behind one address at eight o'clock: two requests each, one signature checked.
  signIns: { burst: 600, perSecond: 10 },
  // A document of some MiB each, prepared and signed: a folder of letters at the end of a day.
  signatures: { burst: 60, perSecond: 2 },
  // Each TLS connection holds some 50 KB: 100 MB at most.
  connectionsMax: 2_000,
  // An office behind one address; a browser opens 6.
  connectionsPerAddressMax: 256,
  // An act is durable long before.
  closeMilliseconds: 5 * second,
  // Longer than an act under full load waits for its disk, shorter than clients wait.
  answerMilliseconds: 20 * second,
}

/**
 * An envelope stands whole in an entry of 60 KiB, and the kernel says so in words; above this the body is not
 * even read.
 */
export const envelopeBodyBytesMax = 64 * 1024

/** A certificate with a key and a signature of ML-DSA-87 takes 10 KB in PEM, an answer by such a key 7 KB. */
export const sessionBodyBytesMax = 32 * 1024

/** A document of 16 MiB in base64, with room for wishes and the envelope. */
export const signatureBodyBytesMax = 24 * 1024 * 1024

/** Body, document, signed file and its base64 together take some 120 MiB for the largest: half a gigabyte. */
export const signaturesAtOnceMax = 4

/** A request has 60 octets, its longest fields some hundreds: beyond that it is something else. */
export const timestampQueryBytesMax = 4 * 1024

/** The largest request a known suite makes (ML-DSA-87) is 7.5 KB of DER, 10 KB as PEM. */
export const certificateRequestBytesMax = 16 * 1024

/** Certificate, statement and presentation with keys and signatures of ML-DSA-87 take 30 KB. */
export const visitBytesMax = 40 * 1024

/** A certificate in PEM and an office statement with keys and signatures of ML-DSA-87 take 30 KB. */
export const questionBytesMax = 40 * 1024

/** A scanned plan of some hundred pages; larger ones are verified by `chancery verify`. */
export const verificationBytesMax = 16 * 1024 * 1024

/** Held for strangers at any time: four of the largest, or a hundred ordinary ones. */
export const verificationBytesHeldMax = 64 * 1024 * 1024

/** Two people of one office at once; a file made to be slow then holds up others for two turns at most. */
export const verificationsPerCallerMax = 2

/** A signature in a file of its own, with the files it is about. */
export const verificationFilesMax = 8

/** Of a boxcar, so many decisions cost what a request costs besides. */
export const evaluationsPerToken = 10

/** nginx reads an answer's head into one page of 4 or 8 KiB, which token and certificate must share. */
export const problemDetailsBytesMax = 2 * 1024

/** Browsers send 1 to 2 KB of head; 16 KiB is Node's own default, too. */
export const headBytesMax = 16 * 1024

/** A path parameter: the longest is a tile's index or an identifier of 64 characters. */
export const pathParameterCharactersMax = 128

/** A head that takes longer is held back on purpose (slow-loris). */
export const headMilliseconds: Duration = 10 * second

/** 64 KiB at 2 KiB/s: slower than any line an office has. */
export const requestMilliseconds: Duration = 30 * second

/** A connection that says nothing is closed; a client opens another one in some milliseconds. */
export const idleMilliseconds: Duration = minute

/** A refusal is read in a round trip or two. */
export const lingerMilliseconds: Duration = 2 * second

/** A handshake is one round trip. */
export const handshakeMilliseconds: Duration = 10 * second

/**
 * Callers remembered at once, some 200 bytes each. A bucket that is full again is forgotten first, so that
 * only more than this many busy callers within seconds drive out one that is still held back.
 */
export const callersMax = 20_000

/** What the feed of ended rights may take. */
export interface FeedLimits {
  readonly perPrincipalMax: number
  readonly enforcersMax: number
  readonly personsMax: number
  readonly eventsKeptMax: number
  readonly pendingBytesMax: number
  readonly heartbeatMilliseconds: Duration
}

export const defaultFeedLimits: FeedLimits = {
  // An enforcement point of two machines, each of which comes back before its old connection is known dead.
  perPrincipalMax: 4,
  // Each is looked at with every entry, which takes 0.3 µs: all together a tenth of what an act takes.
  enforcersMax: 64,
  // Apart from those who enforce rights, so that people cannot take their places.
  personsMax: 128,
  // A minute without a network, while some thousand people work; 400 bytes each: 2 MB at most.
  eventsKeptMax: 4_096,
  // A thousand events that a reader has not taken, beside those of one entry: 96 MB if all of them stall.
  pendingBytesMax: 512 * 1024,
  // Whoever heard none for three of these knows that he no longer knows.
  heartbeatMilliseconds: 10 * second,
}

/** What the streams that tell of changes may take. */
export interface ChangesLimits {
  readonly perPrincipalMax: number
  readonly streamsMax: number
  readonly pendingBytesMax: number
  readonly tellMilliseconds: Duration
  readonly heartbeatMilliseconds: Duration
}

export const defaultChangesLimits: ChangesLimits = {
  // Some browsers with a window each; the windows of one share a stream.
  perPrincipalMax: 12,
  // Half of the connections there may be.
  streamsMax: 1_000,
  // A thousand words that a reader has not taken.
  pendingBytesMax: 64 * 1024,
  // Faster than anybody reads, and far within the second in which an end is told.
  tellMilliseconds: 250,
  // A browser notices a lost connection by three that did not come.
  heartbeatMilliseconds: 10 * second,
}

/** What watching the gate's decisions may take. */
export interface DecisionLimits {
  readonly perPrincipalMax: number
  readonly streamsMax: number
  readonly lookMilliseconds: Duration
  readonly entriesReadMax: number
  readonly decisionsToldMax: number
  readonly pendingBytesMax: number
  readonly heartbeatMilliseconds: Duration
}

export const decisionLimits: DecisionLimits = {
  // A person with two windows, each of which comes back before its old connection is known dead.
  perPrincipalMax: 4,
  // Security, operators and auditors of one unit; all of them share one reading of the journal.
  streamsMax: 32,
  // What a person calls at once; and how long somebody goes on seeing whose right has ended.
  lookMilliseconds: second / 4,
  // 4,000 decisions a second take some 20 ms of each; beyond that the rest is counted.
  entriesReadMax: 1_000,
  // 800 lines a second are more than anybody reads; 400 octets each.
  decisionsToldMax: 200,
  // Six looks that a reader has not taken.
  pendingBytesMax: 512 * 1024,
  // Whoever heard none for three of these knows that he no longer knows.
  heartbeatMilliseconds: 10 * second,
}
