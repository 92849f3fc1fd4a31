"""The text of a file: bytes, characters, YAML, size."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

NOT_UTF_8 = Rule(
    "UB101",
    "not-utf-8",
    Basis.FORMAT,
    title=Label(
        "Berkas bukan UTF-8",
        "The file is not UTF-8",
    ),
    what=Label(
        "Berkas memuat bita yang bukan UTF-8, sehingga isinya tidak dapat dibaca dengan pasti.",
        "The file holds bytes that are no UTF-8, so what it says cannot be read with certainty.",
    ),
    why=Label(
        "Aturan alat: setiap komputer harus membaca teks yang sama, sekarang dan sepuluh tahun lagi.",
        "A rule of the tool: every computer has to read the same text, now and ten years from now.",
    ),
    mend=Label(
        "Simpan ulang berkas sebagai UTF-8 tanpa byte-order mark, lalu ketik: ubah check",
        "Save the file again as UTF-8 without a byte-order mark, then type: ubah check",
    ),
)

FORBIDDEN_CHARACTER = Rule(
    "UB102",
    "forbidden-character",
    Basis.FORMAT,
    title=Label(
        "Karakter yang tidak diperbolehkan",
        "A character that is not allowed",
    ),
    what=Label(
        "Berkas memuat karakter yang tidak terlihat, misalnya tab, akhir baris Windows, atau pembalik arah teks.",
        "The file holds a character that cannot be seen, such as a tab, a Windows line ending or one that reverses the direction of text.",
    ),
    why=Label(
        "Aturan alat: yang terlihat di layar harus sama dengan yang diperiksa; karakter tak terlihat dapat menyembunyikan isi.",
        "A rule of the tool: what is seen on a screen must be what is judged; invisible characters can hide content.",
    ),
    mend=Label(
        "Hapus karakter itu pada baris dan kolom yang disebut. Untuk akhir baris Windows, ketik: git config core.autocrlf input; sesudah itu git, dan alat ini, membaca semua berkas klon ini dengan LF. Agar setiap klon begitu, tambahkan baris “* text=auto eol=lf” di .gitattributes.",
        "Remove the character at the line and column that are named. For Windows line endings, type: git config core.autocrlf input; git, and this tool, then read all files of this clone with LF. So that every clone does, add the line “* text=auto eol=lf” to .gitattributes.",
    ),
)

NOT_YAML = Rule(
    "UB103",
    "not-yaml",
    Basis.FORMAT,
    title=Label(
        "Bukan YAML yang benar",
        "Not valid YAML",
    ),
    what=Label(
        "Berkas kosong atau tidak dapat dibaca sebagai YAML.",
        "The file is empty or cannot be read as YAML.",
    ),
    why=Label(
        "Aturan alat: setiap berkas RFC dan aset adalah satu dokumen YAML.",
        "A rule of the tool: every record and every asset is one YAML document.",
    ),
    mend=Label(
        "Periksa indentasi (spasi di awal baris) di tempat yang disebut, dan apit teks yang memuat titik dua atau # dengan tanda kutip.",
        "Check the indentation at the place that is named, and put texts with a colon or a # in quotation marks.",
    ),
)

YAML_FEATURE = Rule(
    "UB104",
    "yaml-feature",
    Basis.FORMAT,
    title=Label(
        "Fitur YAML yang tidak dipakai",
        "A feature of YAML that is not used",
    ),
    what=Label(
        "Berkas memakai jangkar, alias, tag, kunci gabung, direktif, atau dokumen kedua.",
        "The file uses an anchor, an alias, a tag, a merge key, a directive or a second document.",
    ),
    why=Label(
        "Aturan alat: fitur itu membuat teks yang sama dapat dibaca dengan dua arti.",
        "A rule of the tool: such features let the same text be read in two ways.",
    ),
    mend=Label(
        "Tulis nilainya lengkap di tempatnya, dan sisakan satu dokumen saja dalam berkas.",
        "Write the value out in its place, and keep one document in the file.",
    ),
)

DUPLICATE_KEY = Rule(
    "UB105",
    "duplicate-key",
    Basis.FORMAT,
    title=Label(
        "Kolom tercantum dua kali",
        "A field stands there twice",
    ),
    what=Label(
        "Nama kolom yang sama tercantum dua kali dalam kelompok yang sama.",
        "The same field stands twice in the same group.",
    ),
    why=Label(
        "Aturan alat: tidak boleh ada keraguan nilai mana yang berlaku.",
        "A rule of the tool: there must be no doubt which value holds.",
    ),
    mend=Label(
        "Hapus salah satu dari keduanya.",
        "Remove one of the two.",
    ),
)

TOO_LARGE = Rule(
    "UB106",
    "too-large",
    Basis.FORMAT,
    title=Label(
        "Berkas terlalu besar",
        "The file is too large",
    ),
    what=Label(
        "Berkas, riwayat, bilangan, atau susunan bertingkat di dalamnya melebihi batas.",
        "The file, its journal, a number or the nesting in it is beyond the limit.",
    ),
    why=Label(
        "Aturan alat: satu berkas tidak boleh membuat pemeriksaan seluruh daftar macet.",
        "A rule of the tool: one file must not bring the judging of the whole register to a halt.",
    ),
    mend=Label(
        "Pindahkan teks panjang ke lampiran dan sebutkan di request.attachments beserta sidik SHA-256-nya.",
        "Move long texts into an attachment and name it under request.attachments with its SHA-256 digest.",
    ),
)

RECORD_LAYOUT = Rule(
    "UB107",
    "record-layout",
    Basis.FORMAT,
    title=Label(
        "Susunan berkas RFC tidak tepat",
        "The record is not laid out as it must be",
    ),
    what=Label(
        "Berkas RFC harus memuat id, status, request, journal dalam urutan itu, bergaya blok, dengan baris status yang berdiri sendiri dan baris baru di akhir.",
        "A record holds id, status, request and journal in this order, in block style, with a status line of its own and a line feed at the end.",
    ),
    why=Label(
        "Aturan alat: hanya dengan susunan ini dapat dibuktikan bita demi bita bahwa riwayat tidak disunting.",
        "A rule of the tool: only this layout lets it be shown byte by byte that the journal was not edited.",
    ),
    mend=Label(
        "Buat berkas dengan ubah new dan tambahkan langkah dengan ubah advance; keduanya menulis susunan yang benar.",
        "Make records with ubah new and add steps with ubah advance; both write the right layout.",
    ),
)

TEXT_BEHIND_NUMBER_SIGN = Rule(
    "UB108",
    "text-behind-number-sign",
    Basis.FORMAT,
    title=Label(
        "Teks di belakang tanda # hilang",
        "The text behind # is lost",
    ),
    what=Label(
        "Di belakang sebuah nilai, pada baris yang sama, ada spasi dan tanda #. Bagi YAML itu awal komentar, sehingga kata-kata sesudahnya tidak ikut tercatat.",
        "Behind a value, on the same line, stand a space and a #. To YAML that begins a comment, so the words that follow are not recorded.",
    ),
    why=Label(
        "Aturan alat: “Tiket #4521 pembaruan SPSE” akan tercatat sebagai “Tiket” saja, dan setelah masuk main tidak dapat diperbaiki lagi. Diperiksa sebelum masuk main; audit tidak menilainya lagi.",
        "A rule of the tool: “Tiket #4521 pembaruan SPSE” would be recorded as “Tiket” alone, and cannot be mended once it is on main. It is looked for before anything lands; an audit does not judge it again.",
    ),
    mend=Label(
        "Apit seluruh teks dengan tanda kutip: title: 'Tiket #4521 pembaruan SPSE'. Komentar diletakkan pada barisnya sendiri.",
        "Put the whole text in quotation marks: title: 'Tiket #4521 pembaruan SPSE'. A comment goes on a line of its own.",
    ),
)
