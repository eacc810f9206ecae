import { type Command, Option } from 'commander'
import { reportLanguages, signatureForms, signatureLevels } from '#signature'
import type { Attach } from './context.ts'
import { counterSign } from './counter-sign.ts'
import { extendFile } from './extend.ts'
import { sealAtUnit } from './seal-at-unit.ts'
import { signAtUnit } from './sign-at-unit.ts'
import { signHere } from './sign-document.ts'
import { markLanguages } from './signing-wishes.ts'
import { verifyFiles } from './verify-files.ts'

/** The commands that make signatures and keep them good. */
export function addSigningCommands(program: Command, attach: Attach): void {
  addSign(program, attach)
  addSeal(program, attach)
  addCounterSign(program, attach)
  addExtend(program, attach)
  addVerify(program, attach)
}

function addSign(program: Command, attach: Attach): void {
  const command = program
    .command('sign <files...>')
    .description('sign with your own key: a PDF in itself, JSON around it, others beside them')
    .addOption(new Option('--form <name>', 'the form').choices([...signatureForms.keys()]))
    .option('--attached', 'put the document into the signature (CAdES)')
    .option('--detached', 'leave the document out of the signature (JAdES)')
    .option('--add-to <file>', 'one more signature over the same, in this file of signatures')
    .addOption(
      new Option(
        '--certify <level>',
        'PDF: certify; 1: nothing may follow, 2: forms may be filled, 3: notes too',
      ).choices(['1', '2', '3']),
    )
    .option('--field <name>', 'PDF: fill this empty signature field')
    .option('--mark <place>', 'PDF: a visible mark, at page,left,bottom,width,height in points, or `field`')
    .option('--office <text>', 'PDF: the office in the mark')
    .addOption(new Option('--languages <list>', 'PDF: of the mark').choices([...markLanguages.keys()]))
    .option('--reason <text>', 'PDF: why, in your words')
  addWishOptions(command)
  addLevelOptions(command)
  addKeyOptions(command)
  command.option('--out <file>', 'where the outcome goes; beside the document when not given')
  command
    .option('--object <name>', 'sign at the unit, under a step that permits `document.sign` on this object')
    .option('--case <number>', 'with `--object`: the case of the step')
    .option('--step <name>', 'with `--object`: the step, which you hold')
  attach(command, (context, paths, given) => {
    return given['object'] === undefined ? signHere(context, paths, given) : signAtUnit(context, paths, given)
  })
}

function addSeal(program: Command, attach: Attach): void {
  const command = program
    .command('seal <file>')
    .description('have the unit put its seal on a file, under a step that permits `document.seal`')
    .requiredOption('--object <name>', 'what it is about, as `permit/17`')
    .option('--case <number>', 'the case of the step')
    .option('--step <name>', 'the step, which you hold')
    .addOption(new Option('--form <name>', 'the form').choices([...signatureForms.keys()]))
    .option('--attached', 'put the document into the signature (CAdES)')
    .option('--detached', 'leave the document out of the signature (JAdES)')
    .option('--certify <level>', 'PDF: certify; 1: nothing may follow, 2: forms may be filled, 3: notes too')
    .option('--field <name>', 'PDF: fill this empty signature field')
    .option('--mark <place>', 'PDF: a visible mark, at page,left,bottom,width,height in points, or `field`')
    .option('--reason <text>', 'PDF: why, in your words')
    .option('--commitment <name>', 'what the unit commits to (may be repeated)', repeated)
    .option('--location <text>', 'where it is sealed')
    .addOption(new Option('--level <name>', 'how long it lasts').choices([...signatureLevels]).default('B-B'))
    .option('--out <file>', 'where the outcome goes; beside the document when not given')
  attach(command, (context, paths, given) => sealAtUnit(context, paths, given))
}

function addCounterSign(program: Command, attach: Attach): void {
  const command = program
    .command('counter-sign <file>')
    .description('sign another’s signature: that it was there, and that you stand by it')
    .option('--signature <id>', 'which one, as `verify` shows it; needed where there are several')
  addWishOptions(command)
  addContentOption(command)
  addKeyOptions(command)
  command.requiredOption('--out <file>', 'where the outcome goes')
  attach(command, (context, [path = ''], given) => counterSign(context, path, given))
}

function addExtend(program: Command, attach: Attach): void {
  const command = program
    .command('extend <file>')
    .description('bring signatures to a level that lasts longer, or renew what they have')
    .option('--signature <id>', 'which one, as `verify` shows it; all when not given')
  addLevelOptions(command)
  addContentOption(command)
  command.requiredOption('--out <file>', 'where the outcome goes')
  attach(command, (context, [path = ''], given) => extendFile(context, path, given))
}

function addVerify(program: Command, attach: Attach): void {
  const command = program
    .command('verify <files...>')
    .description('whether signatures hold, and whose they are, under the keys you trust')
  addContentOption(command)
  command
    .option(
      '--trust <certificate>',
      'file of a certificate, or fingerprint of it or of its key (may be repeated)',
      repeated,
    )
    .option(
      '--evidence <file>',
      'certificates, lists or OCSP responses from elsewhere (may be repeated)',
      repeated,
    )
    .option('--time <instant>', 'as it was to be judged then, as `2036-01-31T12:00:00Z`; now when not given')
    .option('--report <file>', 'the report as a page to print, too')
    .addOption(new Option('--language <name>', 'of what is said').choices([...reportLanguages]).default('en'))
  attach(command, verifyFiles)
}

function addWishOptions(command: Command): void {
  command
    .option('--commitment <name>', 'what you commit to, as `proof-of-approval` (may be repeated)', repeated)
    .option('--role <text>', 'the role you sign in, as you claim it (may be repeated)', repeated)
    .option('--location <text>', 'where you sign')
}

function addLevelOptions(command: Command): void {
  command
    .addOption(new Option('--level <name>', 'how long it lasts').choices([...signatureLevels]).default('B-B'))
    .option('--tsa <url>', 'the time-stamp authority, for levels above B-B')
    .option(
      '--evidence <file>',
      'certificates, lists or OCSP responses, from B-LT on (may be repeated)',
      repeated,
    )
}

function addKeyOptions(command: Command): void {
  command
    .option('--key <file>', 'your key, of this program or PEM; that of the folder when not given')
    .option('--certificate <file>', 'its certificate and those above, PEM (may be repeated)', repeated)
    .option('--pkcs12 <file>', 'your key with its certificates, as a browser exports it')
}

function addContentOption(command: Command): void {
  command.option('--content <file>', 'what a detached signature is over (may be repeated)', repeated)
}

function repeated(value: string, before: unknown): readonly string[] {
  return [...(Array.isArray(before) ? before.map(String) : []), value]
}
