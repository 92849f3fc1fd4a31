"""What proves a step or the change of a file."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule, Trait

STEP_UNPROVED = Rule(
    "UB501",
    "step-unproved",
    Basis.LOCAL,
    traits=Trait.WANT_OF_PROOF | Trait.ATTESTABLE | Trait.PROOF,
    title=Label(
        "Langkah tidak terbukti",
        "The step is not proved",
    ),
    what=Label(
        "Tidak ada tanda tangan, formulir atau persetujuan di forge, atau ubah assent yang membuktikan bahwa orang yang disebut di by mengambil langkah ini.",
        "No signature, no form or approval on the forge and no ubah assent proves that the person under by took this step.",
    ),
    why=Label(
        "Aturan alat: siapa yang mengambil langkah dibuktikan, tidak cukup ditulis; nama dan surel dalam komit dapat diisi siapa saja.",
        "A rule of the tool: who took a step is proved, not claimed; anybody can write names and e-mail addresses into a commit.",
    ),
    mend=Label(
        "Orang itu mengambil langkahnya sendiri, dengan formulir di forge atau ubah advance, atau menandatangani yang sudah ada dengan ubah assent.",
        "That person takes the step, by a form on the forge or with ubah advance, or signs what lies there already with ubah assent.",
    ),
)

CREDENTIAL_NOT_VALID = Rule(
    "UB506",
    "credential-not-valid",
    Basis.LOCAL,
    traits=Trait.PROOF,
    title=Label(
        "Kunci atau akun tidak berlaku",
        "The key or account was not valid",
    ),
    what=Label(
        "Kunci atau akun yang membuktikan langkah ini tidak berlaku pada hari pembuktian atau pada hari penggabungan ke main.",
        "The key or account that proves the step was not valid on the day of the proof or of the landing.",
    ),
    why=Label(
        "Aturan alat: kunci yang sudah diakhiri mungkin berada di tangan orang lain.",
        "A rule of the tool: a key that has been ended may be in somebody else's hands.",
    ),
    mend=Label(
        "Tandatangani lagi dengan kunci yang berlaku: ubah assent. Kunci baru: ubah key add.",
        "Sign again with a key that is valid: ubah assent. A new key: ubah key add.",
    ),
)

PROOF_UNVERIFIABLE = Rule(
    "UB507",
    "proof-unverifiable",
    Basis.LOCAL,
    traits=Trait.WANT_OF_PROOF | Trait.ATTESTABLE | Trait.PROOF,
    title=Label(
        "Bukti tidak dapat diverifikasi di sini",
        "The proof cannot be verified here",
    ),
    what=Label(
        "Ada tanda tangan yang mungkin sah, tetapi alat di komputer ini tidak dapat memeriksanya, misalnya karena jenis kuncinya.",
        "There is a signature that may be good, but this computer cannot verify it, for instance because of its kind of key.",
    ),
    why=Label(
        "Aturan alat: yang tidak dapat diverifikasi tidak dinyatakan sesuai.",
        "A rule of the tool: what cannot be verified is not passed.",
    ),
    mend=Label(
        "Periksa di komputer dengan ssh-keygen yang lebih baru, atau tandatangani dengan kunci Ed25519.",
        "Check on a computer with a newer ssh-keygen, or sign with an Ed25519 key.",
    ),
)

AUTHORITY_UNPROVED = Rule(
    "UB508",
    "authority-unproved",
    Basis.LOCAL,
    title=Label(
        "Perubahan wewenang tidak terbukti",
        "A change of authority is not proved",
    ),
    what=Label(
        "roles.yaml, office.yaml, atau schemas/ berubah tanpa bukti dari Kepala LPSE atau atasannya sendiri.",
        "roles.yaml, office.yaml or schemas/ changes without proof by the head or the head's superior in person.",
    ),
    why=Label(
        "Aturan alat: siapa pun yang dapat mengubah wewenang dapat mengubah semuanya; Plh./Plt. pun tidak boleh.",
        "A rule of the tool: who can change authority can change everything; not even an acting head may.",
    ),
    mend=Label(
        "Kepala LPSE atau atasannya mengetik di cabang itu: ubah assent",
        "The head or the superior types on the branch: ubah assent",
    ),
)

AUTHORITY_UP_TO_DATE = Rule(
    "UB514",
    "authority-up-to-date",
    Basis.LOCAL,
    title=Label(
        "Perubahan wewenang tidak mutakhir",
        "A change of authority is not up to date",
    ),
    what=Label(
        "Perubahan wewenang ditandatangani sebelum penggabungan terbaru ke main.",
        "The change of authority was signed before main's newest landing.",
    ),
    why=Label(
        "Aturan alat: tidak ada langkah yang boleh berjalan bersamaan dengan perubahan wewenang tanpa diketahui penandatangannya.",
        "A rule of the tool: no step may run beside a change of authority unseen by who signed it.",
    ),
    mend=Label(
        "Di cabang itu: git merge main, lalu ubah assent",
        "On the branch: git merge main, then ubah assent",
    ),
)

MACHINERY_UNPROVED = Rule(
    "UB515",
    "machinery-unproved",
    Basis.LOCAL,
    traits=Trait.WANT_OF_PROOF | Trait.ATTESTABLE,
    title=Label(
        "Perubahan berkas alat tidak terbukti",
        "A change of machinery is not proved",
    ),
    what=Label(
        "Berkas di luar daftar (kode, pengaturan, pengujian) berubah tanpa bukti dari Pengelola Perubahan atau Kepala LPSE.",
        "A file outside the register (code, settings, tests) changes without proof by a change manager or the head.",
    ),
    why=Label(
        "Aturan alat: yang menjalankan pemeriksaan dijaga seperti yang diperiksa.",
        "A rule of the tool: what runs the judging is guarded like what is judged.",
    ),
    mend=Label(
        "Pengelola Perubahan atau Kepala LPSE menandatangani komitnya, atau mengetik di cabang itu: ubah assent",
        "A change manager or the head signs the commit, or types on the branch: ubah assent",
    ),
)

RECORDER_MACHINERY_UNPROVED = Rule(
    "UB516",
    "recorder-machinery-unproved",
    Basis.LOCAL,
    traits=Trait.WANT_OF_PROOF | Trait.ATTESTABLE,
    title=Label(
        "Perubahan CI atau situs tidak terbukti",
        "A change of CI or site is not proved",
    ),
    what=Label(
        "Berkas yang menjalankan Pencatat Otomatis atau penerbitan berubah tanpa bukti dari Kepala LPSE atau atasannya.",
        "A file that runs the recorder or the publication changes without proof by the head or the superior.",
    ),
    why=Label(
        "Aturan alat: berkas CI dapat memakai kunci Pencatat Otomatis, dan situs berbicara atas nama kantor.",
        "A rule of the tool: CI files can use the recorder's key, and the site speaks for the office.",
    ),
    mend=Label(
        "Kepala LPSE atau atasannya mengetik di cabang itu: ubah assent",
        "The head or the superior types on the branch: ubah assent",
    ),
)

PROSE_UNPROVED = Rule(
    "UB518",
    "prose-unproved",
    Basis.LOCAL,
    traits=Trait.WANT_OF_PROOF | Trait.ATTESTABLE,
    title=Label(
        "Perubahan berkas teks tidak terbukti",
        "A change of prose is not proved",
    ),
    what=Label(
        "Berkas *.md berubah tanpa bukti dari pejabat mana pun.",
        "A *.md file changes without proof by any officer.",
    ),
    why=Label(
        "Aturan alat: Pencatat Otomatis tidak menggabungkan ke main apa pun yang tidak dibuktikan seorang pejabat.",
        "A rule of the tool: nothing lands that no officer proved.",
    ),
    mend=Label(
        "Salah seorang pejabat menandatangani komitnya, atau mengetik di cabang itu: ubah assent",
        "An officer signs the commit, or types on the branch: ubah assent",
    ),
)

BUILT_ON_UNPROVED = Rule(
    "UB519",
    "built-on-unproved",
    Basis.LOCAL,
    traits=Trait.WANT_OF_PROOF | Trait.PROOF,
    title=Label(
        "Melanjutkan langkah yang tidak terbukti",
        "Goes on from an unproved step",
    ),
    what=Label(
        "Langkah ini mengikuti langkah yang digabungkan ke main tanpa bukti.",
        "The step follows one that landed without proof.",
    ),
    why=Label(
        "Aturan alat: bukti yang datang setelah langkah berikutnya terlambat, sebab orang sudah bertindak atas dasar yang tidak pasti.",
        "A rule of the tool: proof that comes after the next step is too late, since people have acted on what was not certain.",
    ),
    mend=Label(
        "Sebelum langkah berikutnya digabungkan: ubah forge attest. Sesudahnya, jalan keluarnya titik awal kepercayaan yang baru.",
        "Before the next step lands: ubah forge attest. After it, a new trust root is the way out.",
    ),
)

VOUCHER_NOT_VERIFIED = Rule(
    "UB520",
    "voucher-not-verified",
    Basis.LOCAL,
    traits=Trait.PROOF,
    title=Label(
        "Keterangan Pencatat Otomatis tidak sah",
        "A recorder's voucher does not verify",
    ),
    what=Label(
        "Komit yang ditandatangani Pencatat Otomatis memuat keterangan persetujuan yang rusak, tidak lengkap, untuk isi yang lain, atau dari issue yang sudah dipakai.",
        "A commit that the recorder signed carries a voucher for an approval that is broken, incomplete, for other content, or of an issue that was used before.",
    ),
    why=Label(
        "Aturan alat: Pencatat Otomatis menjamin keputusan orang lain; keterangan yang salah adalah kesalahan, bukan keraguan.",
        "A rule of the tool: the recorder vouches for what others decided; a wrong voucher is an error, not a doubt.",
    ),
    mend=Label(
        "Periksa log CI Pencatat Otomatis dan laporkan; ulangi penggabungan dengan ubah forge land.",
        "Look at the log of the recorder's CI job and report it; land again with ubah forge land.",
    ),
)
