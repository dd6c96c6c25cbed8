/* SPDX-License-Identifier: Apache-2.0 */
/* Profile packages: written, read, looked into. */
#include "programs/profile/commands.h"
#include "programs/profile/document.h"

static const struct command_option compile_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "where the package goes; standard output when left out" },
	{ 0 },
};

static const struct command_option print_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "where the source goes; standard output when left out" },
	{ "reveal", 0, NULL, NULL, NULL, "with keys and codes; without them the source does not compile" },
	{ 0 },
};

static const struct command_option show_options[] = {
	{ "files", 'f', NULL, NULL, NULL, "the files that a card would make of it, with their contents" },
	{ "reveal", 0, NULL, NULL, NULL, "with keys and codes" },
	{ 0 },
};

static const struct command_option diff_options[] = {
	{ "expanded", 0, NULL, NULL, NULL, "compare files as the card has them, whichever template or command makes them" },
	{ 0 },
};

static const struct command_option extract_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "where the element goes; standard output when left out" },
	{ "source", 0, NULL, NULL, NULL, "its source (YAML) although FILE is a package (DER)" },
	{ 0 },
};

#define FORCE { "force", 0, NULL, NULL, NULL, "write the result even if no card would take it" }

static const struct command_option insert_options[] = {
	PROFILE_DOCUMENT_OPTIONS,
	{ "before", 0, "ELEMENT", NULL, NULL, "in front of that one" },
	{ "after", 0, "ELEMENT", NULL, NULL, "behind that one; when neither is said, in front of end" },
	FORCE,
	{ 0 },
};

static const struct command_option edit_options[] = {
	PROFILE_DOCUMENT_OPTIONS,
	FORCE,
	{ 0 },
};

static const struct command_option rewrite_options[] = {
	PROFILE_DOCUMENT_OPTIONS,
	{ 0 },
};

#define ELEMENT_IS \
	"ELEMENT is a name (usim), a name and which of them (pinCodes#2), or an identification (23). "
#define FORM_STAYS \
	"A package (DER) stays one, a source (YAML) becomes a source again, without its comments."

static const struct command commands[] = {
	{ .name = "compile", .arguments = "SOURCE", .options = compile_options, .run = profile_compile,
	  .always_speaks = true,
	  .help = "a package (DER) from its source (YAML)",
	  .details = "A mistake is named with line and column, and with what was expected there. The same source always gives the "
	             "same octets. A package that no card could install is refused, with the element that is to blame." },
	{ .name = "print", .arguments = "FILE", .options = print_options, .run = profile_print, .always_speaks = true,
	  .help = "the source of a package; compiled again it gives the same octets",
	  .details = "Contents with a meaning are printed as words (iccid, imsi, services), everything else in hexadecimal." },
	{ .name = "show", .arguments = "FILE", .options = show_options, .run = profile_show,
	  .help = "elements, files and sizes of a package or source",
	  .details = "Each element with its place, size, identification, template and fields; with --files the file system that a "
	             "card would make of it: sizes, short identifiers, access rules (file and record), links, contents in words "
	             "where there are some. JSON has both. Keys and codes are shown with --reveal only.\n\n"
	             "    provisim profile show --files a.der" },
	{ .name = "diff", .arguments = "A B", .options = diff_options, .run = profile_diff, .always_speaks = true,
	  .help = "in what two packages or sources differ, by meaning",
	  .details = "A default is the same whether it is written out or not, and a file is what a card makes of it. Lines begin "
	             "with - for what only A has, with + for what only B has; else they hold both values. Keys and codes are "
	             "compared and not shown. Ends with 0 when the packages are the same, 1 when they differ, 2 when they cannot "
	             "be compared.\n\n"
	             "    provisim profile diff a.der b.yaml\n\n"
	             "    provisim profile diff --expanded a.der plain.der" },
	{ .name = "extract", .arguments = "FILE ELEMENT", .options = extract_options, .run = profile_extract, .always_speaks = true,
	  .help = "one element of a package, alone",
	  .details = ELEMENT_IS "Keys in it are written too.\n\n"
	             "    provisim profile extract a.der akaParameter#1 --source" },
	{ .name = "insert", .arguments = "FILE PART", .options = insert_options, .run = profile_insert, .always_speaks = true,
	  .help = "puts an element into a package",
	  .details = "PART holds elements as extract writes them (DER), or a source with profile: and a list of them. " ELEMENT_IS
	             "An identification that is taken becomes the next free one; the header lists the services and templates "
	             "that the element needs. Nothing else changes. " FORM_STAYS "\n\n"
	             "    provisim profile insert a.der saip.yaml --after opt-usim -o b.der" },
	{ .name = "remove", .arguments = "FILE ELEMENT…", .options = edit_options, .run = profile_remove, .always_speaks = true,
	  .help = "takes elements out of a package",
	  .details = ELEMENT_IS "Services and templates that only these needed leave the header. Nothing else changes. " FORM_STAYS
	             "\n\n    provisim profile remove a.der csim opt-csim cdmaParameter --in-place" },
	{ .name = "set", .arguments = "FILE PATH=VALUE…", .options = edit_options, .run = profile_set, .always_speaks = true,
	  .help = "sets values in a package, all of them or none",
	  .details = "PATH is an element and words of the source with strokes between; words between may be left out where only "
	             "one field has the last one's name. Items of lists are #1, #2 or a PIN's name; records of files have numbers; "
	             "files of generic file management are named by their path. VALUE is written as in the source; nothing after "
	             "the = empties an optional field. " ELEMENT_IS "A package (DER) stays one; in a source (YAML) values change "
	             "where they stand and comments stay, unless a value was not there before.\n\n"
	             "    provisim profile set a.der header/iccid=89001012012341234567 mf/ef-iccid/iccid=89001012012341234567\n\n"
	             "    provisim profile set a.der usim/ef-imsi/imsi=001010123456789 akaParameter#1/ki=000102030405060708090A0B0C0D0E0F "
	             "-i\n\n"
	             "    provisim profile set a.der 'mf/ef-dir/records/1={application: {aid: A0000000871002, label: USIM}}' "
	             "gfm/7F105F3A4F09/efFileSize=40 pinCodes#1/adm1/pinValue=12345678 -o b.der" },
	{ .name = "expand", .arguments = "FILE", .options = rewrite_options, .run = profile_expand, .always_speaks = true,
	  .help = "writes out what templates stand for",
	  .details = "Each template becomes generic file management that makes the same files, for cards that refuse templates. "
	             FORM_STAYS "\n\n    provisim profile expand a.der -o plain.der" },
	{ .name = "shrink", .arguments = "FILE", .options = rewrite_options, .run = profile_shrink, .always_speaks = true,
	  .help = "leaves to templates what they say",
	  .details = "Generic file management becomes a template where one makes the same files, and what a template says already "
	             "is not said again. A card makes the same files of the result, which is checked. " FORM_STAYS
	             "\n\n    provisim profile shrink plain.der -o a.der" },
	{ .name = "metadata", .arguments = "[FILE]", .options = profile_metadata_options, .run = profile_metadata_command,
	  .help = "what is said about a profile before it is installed: shown, changed, written",
	  .details = "FILE is StoreMetadata in DER or its source (YAML); without one, --package or --iccid begin a new one. The "
	             "SM-DP+ takes the result with smdp profile add --metadata.\n\n"
	             "    provisim profile metadata --package a.der --service-provider Mine --name Test --owner 00101 "
	             "--icon icon.png --notify smdp.example.com -o a.metadata\n\n"
	             "    provisim profile metadata a.metadata --name Other --source" },
	{ .name = "icon", .arguments = "METADATA [PICTURE]", .options = profile_icon_options, .run = profile_icon, .always_speaks = true,
	  .help = "puts an icon into metadata, or takes it out",
	  .details = "An icon is a PNG or JPEG of 64 x 64 pixels and at most 1024 octets.\n\n"
	             "    provisim profile icon a.metadata icon.png\n\n"
	             "    provisim profile icon a.metadata --remove -o plain.metadata" },
	{ .name = "make", .options = profile_make_options, .run = profile_make, .always_speaks = true,
	  .help = "a first profile for a network of one's own, by questions or by options",
	  .details = "What no option says is asked on the terminal; an empty answer takes the proposal in brackets. With --mcc, "
	             "--mnc and --name nothing is asked, and all else is as proposed. PUKs, ADM and the keys of the security domain "
	             "are drawn, and Ki and OPc unless they are given.\n"
	             "The folder gets profile.yaml (the source, also a template for batches), profile.der (the package), "
	             "profile.metadata, subscribers.csv, a file for each core network that knows the algorithm, and for 5G the "
	             "folder hnet with the home network's private key. Only their owner can read them. In the end the commands "
	             "are printed that take all this further.\n"
	             "  provisim profile make --mcc 999 --mnc 70 --name Mine --out mine" },
	{ .name = "personalise", .arguments = "TEMPLATE", .options = profile_personalise_options, .run = profile_personalise,
	  .always_speaks = true,
	  .help = "one subscriber's profile out of a template",
	  .details = "TEMPLATE is a package (DER) or its source. A value is written wherever it stands: an IMSI in each USIM, in its "
	             "access class and in the names of the ISIM; Ki and OPc for each application. A new --suci-key stands beside "
	             "the package, in FILE.hnet.\n"
	             "  provisim profile personalise lte.yaml --set imsi=001010000000042 --draw ki,opc -o 42.der" },
	{ .name = "batch", .arguments = "TEMPLATE", .options = profile_batch_options, .run = profile_batch,
	  .help = "profiles for many subscribers, with their codes and the files of the core network",
	  .details = "The folder gets packages/ICCID.der, subscribers.csv (every value; --csv takes it again), with --address "
	             "activation.csv and cards.html, which prints eight QR codes to a page, and a file for each --network. "
	             "With --suci-key the folder hnet has the home network's private keys, as Open5GS reads them, and the lines "
	             "that Open5GS and free5GC have to be told. Keys, PUKs and ADM are drawn unless they are given or --draw says otherwise; PINs stay as in the template.\n"
	             "All of it appears at once: a batch that fails, or is interrupted, leaves nothing.\n"
	             "  provisim profile batch lte.yaml --count 1000 --imsi 001010000000001 --iccid 899990000000000001X "
	             "--address smdp.example.com --network open5gs --out first-thousand" },
	{ .name = "lint", .arguments = "[FILE]", .options = profile_lint_options, .run = profile_lint, .always_speaks = true,
	  .help = "what will go wrong with a package or source, on which cards, and how to mend it",
	  .details = "Each finding has the number of its rule, a path in the words of the source, the octet in the package, and for "
	             "a source its line and column. --explain tells more about a rule. Exit code 1 if there is an error, with "
	             "--strict also if there is a warning; notes never count.\n\n"
	             "    provisim profile lint a.yaml\n\n"
	             "    provisim profile lint a.der --target version-2.1\n\n"
	             "    provisim profile lint a.der --fix -o b.der\n\n"
	             "    provisim profile lint --explain F03" },
	{ 0 },
};

static const struct command_option options[] = {
	{ 0 },
};

static const struct program program = {
	.name = "provisim-profile",
	.spoken = "provisim profile",
	.json_type = "profile",
	.help = "profile packages: compile, print, compare, change",
	.commands = commands,
	.options = options,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
