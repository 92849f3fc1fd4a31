"""What a change of roles.yaml, office.yaml or schemas/ may do."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

AUTHORITY_ON_ITS_OWN = Rule(
    "UB509",
    "authority-on-its-own",
    Basis.LOCAL,
    title=Label(
        "Perubahan wewenang tercampur",
        "A change of authority is mixed with others",
    ),
    what=Label(
        "Berkas wewenang berubah dalam penggabungan ke main yang sama dengan berkas lain.",
        "Authority files change in the same landing as other files.",
    ),
    why=Label(
        "Aturan alat: wewenang baru berlaku mulai penggabungan berikutnya, maka harus berdiri sendiri agar jelas.",
        "A rule of the tool: new authority counts from the next landing, so it stands alone for all to see.",
    ),
    mend=Label(
        "Pisahkan: gabungkan roles.yaml, office.yaml, dan schemas/ ke main secara tersendiri.",
        "Split it: land roles.yaml, office.yaml and schemas/ on their own.",
    ),
)

ROLES_ONLY_GROW = Rule(
    "UB510",
    "roles-only-grow",
    Basis.LOCAL,
    title=Label(
        "Data wewenang dihapus atau ditanggali mundur",
        "Authority was deleted or back-dated",
    ),
    what=Label(
        "Orang, kunci, akun, jabatan, surat, atau skema dihapus atau diubah, atau from/until jatuh sebelum hari pembuktian.",
        "A person, key, account, office, letter or schema was deleted or altered, or from/until lies before the day of the proof.",
    ),
    why=Label(
        "Aturan alat: pemeriksa harus dapat melihat siapa yang berwenang pada setiap hari yang lalu.",
        "A rule of the tool: an auditor has to see who had authority on every day that has passed.",
    ),
    mend=Label(
        "Kembalikan baris lama, akhiri dengan until mulai hari ini, dan tambahkan baris baru di bawahnya.",
        "Put the old line back, end it with until from today on, and add a new line below.",
    ),
)

CREDENTIAL_BELONGS_TO_PERSON = Rule(
    "UB511",
    "credential-belongs-to-person",
    Basis.LOCAL,
    title=Label(
        "Kunci atau akun milik orang lain",
        "A key or account of somebody else",
    ),
    what=Label(
        "Kunci atau akun seseorang diubah tanpa buktinya sendiri, atau sudah menjadi milik orang lain.",
        "Somebody's key or account changes without their own proof, or it is another person's already.",
    ),
    why=Label(
        "Aturan alat: kunci dan akun adalah identitas orang; tidak seorang pun boleh memasangnya untuk orang lain.",
        "A rule of the tool: keys and accounts are who somebody is; nobody may set them for another.",
    ),
    mend=Label(
        "Pemiliknya, atau Atasan Kepala LPSE, ikut menandatangani: ubah assent. Untuk orang lain, buat kunci baru.",
        "The owner, or the head's superior, signs too: ubah assent. For another person, make a new key.",
    ),
)

SUPERIOR_AND_RECORDER = Rule(
    "UB512",
    "superior-and-recorder",
    Basis.LOCAL,
    title=Label(
        "Atasan atau Pencatat Otomatis berubah tanpa dua bukti",
        "Superior or recorder changes without two proofs",
    ),
    what=Label(
        "Jabatan, kunci, atau akun Atasan Kepala LPSE atau Pencatat Otomatis berubah tanpa bukti Kepala LPSE dan atasannya.",
        "The office, a key or an account of the superior or the recorder changes without proof by head and superior both.",
    ),
    why=Label(
        "Aturan alat: kedua jabatan ini mengawasi yang lain, sehingga satu orang saja tidak boleh menentukannya.",
        "A rule of the tool: these two offices watch over the others, so no one person may decide on them.",
    ),
    mend=Label(
        "Kepala LPSE dan atasannya masing-masing mengetik di cabang itu: ubah assent",
        "The head and the superior each type on the branch: ubah assent",
    ),
)

RECORDER_ONLY = Rule(
    "UB513",
    "recorder-only",
    Basis.LOCAL,
    title=Label(
        "Pencatat Otomatis merangkap jabatan",
        "The recorder holds another office",
    ),
    what=Label(
        "Orang yang terdaftar sebagai Pencatat Otomatis juga memegang jabatan lain.",
        "Who is registered as recorder holds another office too.",
    ),
    why=Label(
        "Aturan alat: Pencatat Otomatis hanya mencatat keputusan orang lain; ia tidak boleh memutuskan sendiri.",
        "A rule of the tool: the recorder only records what others decided; it must decide nothing itself.",
    ),
    mend=Label(
        "Daftarkan Pencatat Otomatis sebagai orang tersendiri dengan kunci sendiri.",
        "Register the recorder as a person of its own with its own key.",
    ),
)

MACHINERY_APART = Rule(
    "UB517",
    "machinery-apart",
    Basis.LOCAL,
    title=Label(
        "Berkas alat tercampur dengan berkas RFC atau aset",
        "Machinery is mixed with records or assets",
    ),
    what=Label(
        "Satu penggabungan ke main mengubah berkas alat dan juga berkas RFC atau aset.",
        "One landing changes machinery and records or assets too.",
    ),
    why=Label(
        "Aturan alat: perubahan alat dan langkah SOP dinilai oleh orang yang berbeda.",
        "A rule of the tool: machinery and steps of the SOP are judged by different people.",
    ),
    mend=Label(
        "Pisahkan menjadi dua pull request.",
        "Make two pull requests of it.",
    ),
)

SETTINGS_ONE_WAY = Rule(
    "UB521",
    "settings-one-way",
    Basis.LOCAL,
    title=Label(
        "Pengaturan kantor mundur",
        "The office's settings go back",
    ),
    what=Label(
        "sample: true ditambahkan kembali, atau edisi aturan (rules) diturunkan.",
        "sample: true was put back in, or the edition of the rules was lowered.",
    ),
    why=Label(
        "Aturan alat: pemeriksaan tidak boleh dimatikan atau dilonggarkan dari dalam.",
        "A rule of the tool: the judging must not be switched off or loosened from within.",
    ),
    mend=Label(
        "Kembalikan office.yaml: git checkout main -- office.yaml",
        "Put office.yaml back: git checkout main -- office.yaml",
    ),
)

EDITION_TO_COME = Rule(
    "UB522",
    "edition-to-come",
    Basis.LOCAL,
    title=Label(
        "Edisi aturan belum dikenal",
        "An edition of the rules to come",
    ),
    what=Label(
        "office.yaml menetapkan edisi aturan (rules) yang lebih baru daripada yang dikenal alat ini.",
        "office.yaml sets an edition of the rules that is newer than those this tool knows.",
    ),
    why=Label(
        "Aturan alat: kantor yang telah menaikkan edisi tidak boleh dinilai dengan aturan yang lebih sedikit.",
        "A rule of the tool: an office that has raised the edition is not to be judged by fewer rules.",
    ),
    mend=Label(
        "Pasang rilis ubah yang lebih baru, lalu periksa lagi. Bila belum digabungkan ke main, kembalikan nilai rules.",
        "Install a newer release of ubah, then judge again. If it has not landed yet, put rules back.",
    ),
)
